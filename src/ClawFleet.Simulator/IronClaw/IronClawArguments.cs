using System.Net;
using ClawFleet.Simulator.Http;

namespace ClawFleet.Simulator.IronClaw;

/// <summary>What IronClaw is asked to do.</summary>
/// <param name="Command"><c>serve</c> (also without any word), <c>run</c>, <c>status</c>, <c>--version</c>, <c>--help</c>.</param>
/// <param name="Host"><c>--host</c>.</param>
/// <param name="Port"><c>--port</c>; 0 is a random port.</param>
/// <param name="ConfirmHostAccess"><c>--confirm-host-access</c>.</param>
/// <param name="Message"><c>run -m</c>.</param>
internal sealed record IronClawArguments(string Command, IPAddress? Host = null, int? Port = null, bool ConfirmHostAccess = false, string? Message = null)
{
    /// <summary>Subcommands upstream has and the simulator has not. <c>channels</c>, <c>hooks</c> and <c>logs</c> fail upstream too.</summary>
    private static readonly string[] NotSimulated = ["repl", "config", "onboard", "doctor", "skills", "service", "traces", "ironhub", "extension", "channels", "hooks", "logs", "acp"];

    /// <exception cref="StartRefusedException">Exit code 2: not in IronClaw's grammar. Exit code 1: a command that is not simulated.</exception>
    public static IronClawArguments Parse(string[] args)
    {
        var reader = new ArgumentReader(args);
        var parsed = new IronClawArguments("");
        while (reader.Read())
        {
            parsed = (parsed.Command, reader.Current) switch
            {
                ("", "--version" or "-V") => parsed with { Command = "--version" },
                (_, "--help" or "-h") => parsed with { Command = "--help" },
                ("", "serve" or "run" or "status") => parsed with { Command = reader.Current },
                ("", var word) when NotSimulated.Contains(word) => throw new StartRefusedException($"clawsim does not simulate 'ironclaw {word}'"),
                ("" or "serve", "--host") => parsed with { Command = "serve", Host = Address(reader) },
                ("" or "serve", "--port") => parsed with { Command = "serve", Port = reader.Port() },
                ("" or "serve", "--confirm-host-access") => parsed with { Command = "serve", ConfirmHostAccess = true },
                ("run", "-m" or "--message") => parsed with { Message = reader.Value() },
                ("status", "--json") => parsed,
                _ => throw reader.Unexpected(),
            };
        }
        return parsed.Command.Length == 0 ? parsed with { Command = "serve" } : parsed;
    }

    private static IPAddress Address(ArgumentReader reader)
    {
        var text = reader.Value();
        return ListenAddress.Parse(text) ?? throw new StartRefusedException($"error: invalid value '{text}' for '--host <HOST>': invalid IP address syntax", 2);
    }
}
