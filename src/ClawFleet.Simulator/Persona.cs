namespace ClawFleet.Simulator;

/// <summary>The upstream program the simulator stands in for.</summary>
/// <param name="Program">File name of upstream's program.</param>
/// <param name="Title">Upstream's name.</param>
/// <param name="Known">The version whose behaviour is simulated.</param>
internal sealed record Persona(string Program, string Title, string Known)
{
    /// <summary>Set in the image of a member that pins another version: that is the one to report.</summary>
    public const string VersionVariable = "CLAWSIM_VERSION";

    public static Persona ZeroClaw { get; } = new("zeroclaw", "ZeroClaw", "0.8.4");

    public static Persona IronClaw { get; } = new("ironclaw", "IronClaw", "1.3.0");

    public static Persona MicroClaw { get; } = new("microclaw", "MicroClaw", "0.5.0");

    public static Persona NanoClaw { get; } = new("nanoclaw", "NanoClaw", "2.0.64");

    public static Persona PicoClaw { get; } = new("picoclaw", "PicoClaw", "0.2.9");

    public static Persona NullClaw { get; } = new("nullclaw", "NullClaw", "2026.5.29");

    /// <summary>The version it says it is.</summary>
    public string Version { get; } = Environment.GetEnvironmentVariable(VersionVariable) is { Length: > 0 } pinned ? pinned : Known;

    /// <summary>The line every start prints, so that nobody takes a simulated member for a real one.</summary>
    public string Notice => $"clawsim: simulating {Title} {Version}{(Version == Known ? "" : $" as {Known} behaves")}; no agent runs here";

    public static Persona? Named(string? program) => program switch
    {
        "zeroclaw" => ZeroClaw,
        "ironclaw" => IronClaw,
        "microclaw" => MicroClaw,
        "nanoclaw" => NanoClaw,
        "nullclaw" => NullClaw,
        "picoclaw" => PicoClaw,
        _ => null,
    };

    /// <summary>
    /// Chooses the persona: <c>--as NAME</c> as the first arguments, else the name the program was started under, else
    /// <c>CLAWFLEET_RUNTIME</c>. Gives the arguments that remain.
    /// </summary>
    /// <exception cref="StartRefusedException">None of the three names a program that can be simulated.</exception>
    public static (Persona Persona, string[] Arguments) Choose(string[] args, string? startedAs, string? runtime)
    {
        if (args is ["--as", var name, .. var rest]) return (Named(name) ?? throw Unknown(name), rest);
        var chosen = Named(Path.GetFileName(startedAs)) ?? Named(runtime);
        return (chosen ?? throw Unknown(startedAs ?? ""), args);

        static StartRefusedException Unknown(string name) =>
            new($"clawsim: cannot simulate '{name}'. Start it under the name of a runtime such as zeroclaw, set CLAWFLEET_RUNTIME, or pass --as zeroclaw.", 2);
    }

    /// <summary>The name in argv[0]. The runtime resolves links, so it is read from the kernel.</summary>
    public static string? StartedAs()
    {
        try
        {
            var commandLine = File.ReadAllText("/proc/self/cmdline");
            var end = commandLine.IndexOf('\0', StringComparison.Ordinal);
            return end > 0 ? commandLine[..end] : Environment.ProcessPath;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Environment.ProcessPath;
        }
    }
}
