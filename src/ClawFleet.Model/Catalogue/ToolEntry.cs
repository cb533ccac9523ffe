using System.Collections.Immutable;

namespace ClawFleet.Model.Catalogue;

/// <summary>A folder with a <c>setup.sh</c>: one of ours below <c>runtimes/tools</c>, or one of the user's.</summary>
public sealed record ToolEntry
{
    /// <summary>The folder's name: a–z, 0–9 and single hyphens.</summary>
    public required string Name { get; init; }

    public required string Title { get; init; }

    /// <summary>Absolute folder.</summary>
    public required string Folder { get; init; }

    /// <summary>Tools that are put into the image before it.</summary>
    public ImmutableArray<string> Tools { get; init; } = [];

    /// <summary>Plain variables of a member that has it.</summary>
    public ImmutableSortedDictionary<string, string> Environment { get; init; } = ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>What it serves, published beside the member's API.</summary>
    public ToolPort? Port { get; init; }

    /// <summary>The variable that names the file with the password that is made up for it; null when it has none.</summary>
    public string? PasswordFileVariable { get; init; }

    /// <summary>What it needs on top of the runtime's own limits.</summary>
    public ToolNeeds Needs { get; init; } = ToolNeeds.None;

    /// <summary>Why it cannot be used, with the remedy after a semicolon; null when it can.</summary>
    public string? Fault { get; init; }
}

/// <param name="Port">TCP port in the container.</param>
/// <param name="Path">Path of the page to open there.</param>
public sealed record ToolPort(int Port, string Path);

/// <param name="MemoryBytes">Added to the runtime's memory limit.</param>
/// <param name="Pids">Added to its limit of processes.</param>
/// <param name="ShmBytes">Size of <c>/dev/shm</c>; 0 for the engine's own (64 MiB).</param>
/// <param name="TmpBytes">Added to <c>/tmp</c>.</param>
public sealed record ToolNeeds(long MemoryBytes, int Pids, long ShmBytes, long TmpBytes)
{
    public static ToolNeeds None { get; } = new(0, 0, 0, 0);

    public static ToolNeeds operator +(ToolNeeds a, ToolNeeds b) => Add(a, b);

    public static ToolNeeds Add(ToolNeeds a, ToolNeeds b) => new(a.MemoryBytes + b.MemoryBytes, a.Pids + b.Pids, a.ShmBytes + b.ShmBytes, a.TmpBytes + b.TmpBytes);
}
