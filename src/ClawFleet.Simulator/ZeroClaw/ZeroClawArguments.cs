namespace ClawFleet.Simulator.ZeroClaw;

/// <summary>What ZeroClaw is asked to do.</summary>
/// <param name="Command">The subcommand with its own subcommand: <c>daemon</c>, <c>gateway start</c>, <c>status</c>, <c>config migrate</c>, <c>agent</c>, <c>--version</c>, <c>--help</c>.</param>
/// <param name="ConfigDir"><c>--config-dir</c>.</param>
/// <param name="Host"><c>--host</c>, an IP literal.</param>
/// <param name="Port"><c>--port</c>; 0 is a random port.</param>
/// <param name="Agent"><c>agent -a</c>.</param>
/// <param name="Message"><c>agent -m</c>.</param>
internal sealed record ZeroClawArguments(string Command, string? ConfigDir = null, string? Host = null, int? Port = null, string? Agent = null, string? Message = null)
{
    /// <summary>Subcommands upstream has and the simulator has not.</summary>
    private static readonly string[] NotSimulated =
        ["quickstart", "onboard", "doctor", "channel", "service", "cron", "models", "providers", "skills", "memory", "auth", "hardware", "peripheral", "completions", "desktop", "update", "estop", "integrations", "migrate", "sop"];

    /// <exception cref="StartRefusedException">Exit code 2: not in ZeroClaw's grammar. Exit code 1: a command that is not simulated.</exception>
    public static ZeroClawArguments Parse(string[] args)
    {
        var reader = new ArgumentReader(args);
        var parsed = new ZeroClawArguments("");
        while (reader.Read())
        {
            parsed = (parsed.Command, reader.Current) switch
            {
                (_, "--config-dir") => parsed with { ConfigDir = reader.Value() },
                (_, "--log-level") => Skip(parsed, reader.Value()),
                ("", "--version" or "-V") => parsed with { Command = "--version" },
                (_, "--help" or "-h") => parsed with { Command = "--help" },
                ("", "daemon" or "gateway" or "status" or "config" or "agent") => parsed with { Command = reader.Current },
                ("", var word) when NotSimulated.Contains(word) => throw new StartRefusedException($"clawsim does not simulate 'zeroclaw {word}'"),
                ("gateway", "start") => parsed with { Command = "gateway start" },
                ("config", "migrate") => parsed with { Command = "config migrate" },
                ("config migrate", "--json") => parsed,
                ("daemon" or "gateway start", "--port" or "-p") => parsed with { Port = reader.Port() },
                ("daemon" or "gateway start", "--host") => parsed with { Host = reader.Value() },
                ("daemon", "--ephemeral" or "--allow-degraded-security") => parsed,
                ("status", "--format") => Skip(parsed, reader.Value()),
                ("agent", "-a" or "--agent") => parsed with { Agent = reader.Value() },
                ("agent", "-m" or "--message") => parsed with { Message = reader.Value() },
                _ => throw reader.Unexpected(),
            };
        }
        return parsed.Command is "" or "gateway" or "config" ? throw new StartRefusedException("error: 'zeroclaw' requires a subcommand but one was not provided", 2) : parsed;
    }

    private static ZeroClawArguments Skip(ZeroClawArguments parsed, string value) =>
        value.Length > 0 ? parsed : throw new StartRefusedException("error: a value is required", 2);
}
