using System.Collections;

namespace ClawFleet.Simulator;

/// <summary>The environment the program was started with.</summary>
/// <param name="variables">By name; a variable may be there and empty.</param>
internal sealed class ProcessEnvironment(IReadOnlyDictionary<string, string> variables)
{
    public IReadOnlyDictionary<string, string> Variables { get; } = variables;

    /// <returns>Null when the variable is not set.</returns>
    public string? Get(string name) => Variables.GetValueOrDefault(name);

    public static ProcessEnvironment Read() =>
        new(Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "", StringComparer.Ordinal));
}
