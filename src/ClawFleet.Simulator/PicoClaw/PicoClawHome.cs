namespace ClawFleet.Simulator.PicoClaw;

/// <summary>Where PicoClaw keeps what it writes.</summary>
internal sealed record PicoClawHome(string Directory)
{
    /// <summary><c>PICOCLAW_HOME</c>, else <c>$HOME/.picoclaw</c>.</summary>
    public static PicoClawHome Find(Func<string, string?> environment) =>
        new(environment("PICOCLAW_HOME") is { Length: > 0 } home ? Path.GetFullPath(home) : Path.Combine(environment("HOME") is { Length: > 0 } user ? user : "/", ".picoclaw"));
}
