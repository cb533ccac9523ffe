namespace ClawFleet.Simulator.PicoClaw;

/// <summary>What PicoClaw is asked to do.</summary>
/// <param name="Command"><c>gateway</c>, <c>agent</c>, <c>model</c>, <c>status</c>, <c>version</c>, <c>--help</c>.</param>
/// <param name="Host"><c>gateway --host</c>.</param>
/// <param name="AllowEmpty"><c>gateway -E</c>: start although no default model is set.</param>
/// <param name="Message"><c>agent -m</c>.</param>
/// <param name="Session"><c>agent -s</c>.</param>
internal sealed record PicoClawArguments(string Command, string? Host = null, bool AllowEmpty = false, string? Message = null, string? Session = null)
{
    private static readonly string[] NotSimulated = ["onboard", "auth", "cron", "mcp", "migrate", "skills", "update"];

    /// <exception cref="StartRefusedException">Not in PicoClaw's grammar, or not simulated: exit code 1 for both, as upstream has it.</exception>
    public static PicoClawArguments Parse(string[] args)
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

    private static PicoClawArguments Read(ArgumentReader reader)
    {
        var parsed = new PicoClawArguments("");
        while (reader.Read())
        {
            parsed = (parsed.Command, reader.Current) switch
            {
                (_, "--no-color") => parsed,
                (_, "--help" or "-h") => parsed with { Command = "--help" },
                ("", "gateway" or "g") => parsed with { Command = "gateway" },
                ("", "agent" or "model" or "status" or "version") => parsed with { Command = reader.Current },
                ("", var word) when NotSimulated.Contains(word) => throw new StartRefusedException($"clawsim does not simulate 'picoclaw {word}'"),
                ("gateway", "--host") => parsed with { Host = reader.Value() },
                ("gateway", "-E" or "--allow-empty") => parsed with { AllowEmpty = true },
                ("gateway", "-d" or "--debug" or "-T" or "--no-truncate") => parsed,
                ("agent", "-m" or "--message") => parsed with { Message = reader.Value() },
                ("agent", "-s" or "--session") => parsed with { Session = reader.Value() },
                _ => throw reader.Unexpected(),
            };
        }
        return parsed.Command.Length == 0 ? parsed with { Command = "--help" } : parsed;
    }
}
