namespace ClawFleet.Simulator.MicroClaw;

/// <summary>What MicroClaw is asked to do. Source of the grammar: upstream's <c>src/main.rs</c>.</summary>
/// <param name="Command"><c>start</c>, <c>run</c>, <c>config check</c>, <c>web password</c>, <c>web password-generate</c>, <c>version</c> or <c>help</c>.</param>
/// <param name="Config"><c>--config</c>.</param>
/// <param name="Value">The password of <c>web password</c>, the prompt of <c>run -p</c>.</param>
/// <param name="Json"><c>run --json</c>.</param>
internal sealed record MicroClawArguments(string Command, string? Config = null, string? Value = null, bool Json = false)
{
    /// <summary>Subcommands upstream has and the simulator has not.</summary>
    private static readonly string[] NotSimulated = ["setup", "doctor", "skill", "hooks", "gateway", "acp", "weixin", "audit", "canary", "eval", "update", "upgrade", "mcp", "channel", "reembed"];

    /// <exception cref="StartRefusedException">Exit code 2: not in MicroClaw's grammar. Exit code 1: a command that is not simulated.</exception>
    public static MicroClawArguments Parse(string[] args)
    {
        var reader = new ArgumentReader(args);
        var parsed = new MicroClawArguments("");
        while (reader.Read())
        {
            parsed = (parsed.Command, reader.Current) switch
            {
                (_, "--config" or "-c") => parsed with { Config = reader.Value() },
                ("", "--version" or "-V" or "version") => parsed with { Command = "version" },
                (_, "--help" or "-h") => parsed with { Command = "help" },
                ("", "start" or "run" or "config" or "web") => parsed with { Command = reader.Current },
                ("", var word) when NotSimulated.Contains(word) => throw new StartRefusedException($"clawsim does not simulate 'microclaw {word}'"),
                ("config", "check") => parsed with { Command = "config check" },
                ("web", "password-generate" or "password") => parsed with { Command = $"web {reader.Current}" },
                ("web password", var word) when !reader.IsOption && parsed.Value is null => parsed with { Value = word },
                ("run", "-p" or "--prompt") => parsed with { Value = reader.Value() },
                ("run", "--json") => parsed with { Json = true },
                _ => throw reader.Unexpected(),
            };
        }
        return parsed.Command switch
        {
            "" => parsed with { Command = "help" },
            "config" => throw new StartRefusedException("error: 'microclaw config' requires a subcommand but one was not provided", 2),
            "web password" when parsed.Value is null => throw new StartRefusedException("error: the following required arguments were not provided: <VALUE>", 2),
            "run" when parsed.Value is null => throw new StartRefusedException("error: the following required arguments were not provided: --prompt <PROMPT>", 2),
            _ => parsed,
        };
    }
}
