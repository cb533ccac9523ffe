namespace ClawFleet.Simulator.ZeroClaw;

/// <summary>Where ZeroClaw keeps its configuration and everything it writes.</summary>
/// <param name="Directory">The configuration directory; data, state and workspaces are below it.</param>
internal sealed record ZeroClawHome(string Directory)
{
    public string ConfigFile => Path.Combine(Directory, "config.toml");

    /// <summary><c>--config-dir</c>, <c>ZEROCLAW_CONFIG_DIR</c>, <c>ZEROCLAW_DATA_DIR</c> (its sibling <c>.zeroclaw</c>), <c>ZEROCLAW_WORKSPACE</c>, <c>$HOME/.zeroclaw</c>, in this order.</summary>
    public static ZeroClawHome Find(string? argument, Func<string, string?> environment)
    {
        if (!string.IsNullOrEmpty(argument)) return new(Path.GetFullPath(argument));
        if (environment("ZEROCLAW_CONFIG_DIR") is { Length: > 0 } config) return new(Path.GetFullPath(config));
        if (environment("ZEROCLAW_DATA_DIR") is { Length: > 0 } data) return new(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(data)) ?? "/", ".zeroclaw"));
        if (environment("ZEROCLAW_WORKSPACE") is { Length: > 0 } workspace) return new(Path.GetFullPath(workspace));
        return new(Path.Combine(environment("HOME") is { Length: > 0 } home ? home : "/", ".zeroclaw"));
    }
}
