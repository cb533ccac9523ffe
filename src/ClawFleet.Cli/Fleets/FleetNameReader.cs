using System.Collections;
using ClawFleet.Model;
using ClawFleet.Model.Environments;

namespace ClawFleet.Cli.Fleets;

/// <summary>The fleet's name as the file says it; nothing else in the file matters here.</summary>
internal static class FleetNameReader
{
    /// <exception cref="CommandRefusedException">The file is too broken to say its name.</exception>
    public static string Read(string path)
    {
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "", StringComparer.Ordinal);
        var variables = VariableSet.Read(Path.Combine(Path.GetDirectoryName(path)!, ".env"), environment);
        return FleetFile.ReadName(File.ReadAllText(path), path, variables)
            ?? throw new CommandRefusedException(ExitCodes.InvalidFile, $"{path} does not say its fleet's name; 'clawden config validate' shows what is wrong with it, and --fleet NAME does without it");
    }
}
