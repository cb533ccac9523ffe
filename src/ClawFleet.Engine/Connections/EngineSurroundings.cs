using System.Runtime.InteropServices;

namespace ClawFleet.Engine.Connections;

/// <summary>What of this machine and user decides where engines are looked for.</summary>
internal sealed record EngineSurroundings
{
    public required Func<string, string?> Variable { get; init; }
    public required string Home { get; init; }
    public required uint UserId { get; init; }
    public required bool Windows { get; init; }

    public static EngineSurroundings Current { get; } = new()
    {
        Variable = Environment.GetEnvironmentVariable,
        Home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
        UserId = OperatingSystem.IsWindows() ? 0 : GetEffectiveUserId(),
        Windows = OperatingSystem.IsWindows(),
    };

    /// <summary>A variable's value, null when it is unset or empty.</summary>
    public string? Get(string name) => Variable(name) is { Length: > 0 } value ? value : null;

    [DllImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint GetEffectiveUserId();
}
