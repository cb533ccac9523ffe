namespace ClawFleet.Cli.Files;

/// <summary>What <c>clawden run</c> was asked for.</summary>
internal sealed record RunRequest(string Runtime)
{
    /// <summary>The fleet's name; null for <c>run-RUNTIME</c>.</summary>
    public string? Name { get; init; }

    public string[] Channels { get; init; } = [];
    public string[] Tools { get; init; } = [];

    /// <summary><c>TOKEN</c>, or <c>TYPE=TOKEN</c> where there is more than one channel.</summary>
    public string[] Tokens { get; init; } = [];

    public string? AppToken { get; init; }
    public string? Phone { get; init; }
    public string? Provider { get; init; }
    public string? Model { get; init; }
    public string? ApiKey { get; init; }

    /// <summary>Null: not said, so nobody.</summary>
    public string[]? AllowedUsers { get; init; }

    /// <summary>The engine chooses the host port.</summary>
    public bool AutoPort { get; init; }

    public string Simulate { get; init; } = "missing";
}
