using System.Net;
using ClawFleet.Simulator.Http;

namespace ClawFleet.Simulator.NullClaw;

/// <summary>What NullClaw is asked to do.</summary>
/// <param name="Command"><c>gateway</c>, <c>agent</c>, <c>status</c>, <c>doctor</c>, <c>version</c>, <c>--help</c>.</param>
/// <param name="Host"><c>gateway --host</c>, an IP literal.</param>
/// <param name="Port"><c>gateway --port</c>.</param>
/// <param name="Message"><c>agent -m</c>.</param>
/// <param name="Session"><c>agent -s</c>.</param>
internal sealed record NullClawArguments(string Command, IPAddress? Host = null, int? Port = null, string? Message = null, string? Session = null)
{
    private static readonly string[] NotSimulated = ["auth", "channel", "config", "cron", "hardware", "mcp", "memory", "migrate", "models", "onboard", "service", "skills", "update", "workspace"];

    /// <exception cref="StartRefusedException">Not in NullClaw's grammar, or not simulated: exit code 1 for both, as upstream has it.</exception>
    public static NullClawArguments Parse(string[] args)
    {
        try
        {
            return Read(new ArgumentReader(args));
        }
        catch (StartRefusedException refusal)
        {
            throw new StartRefusedException(refusal.Message);
        }
    }

    private static NullClawArguments Read(ArgumentReader reader)
    {
        var parsed = new NullClawArguments("");
        while (reader.Read())
        {
            parsed = (parsed.Command, reader.Current) switch
            {
                (_, "--help" or "-h" or "help") => parsed with { Command = "--help" },
                ("", "--version" or "-V" or "version") => parsed with { Command = "version" },
                ("", "gateway" or "agent" or "status" or "doctor") => parsed with { Command = reader.Current },
                ("", var word) when NotSimulated.Contains(word) => throw new StartRefusedException($"clawsim does not simulate 'nullclaw {word}'"),
                ("gateway", "--port" or "-p") => parsed with { Port = reader.Port() },
                ("gateway", "--host") => parsed with { Host = Address(reader.Value()) },
                ("agent", "-m" or "--message") => parsed with { Message = reader.Value() },
                ("agent", "-s" or "--session") => parsed with { Session = reader.Value() },
                ("agent", "--provider" or "--model") => Skip(parsed, reader.Value()),
                _ => throw reader.Unexpected(),
            };
        }
        return parsed.Command.Length == 0 ? parsed with { Command = "--help" } : parsed;
    }

    private static IPAddress Address(string text) => ListenAddress.Parse(text) ?? throw new StartRefusedException($"Invalid host '{text}': an IP address is expected");

    private static NullClawArguments Skip(NullClawArguments parsed, string value) => value.Length > 0 ? parsed : throw new StartRefusedException("a value is required");
}
