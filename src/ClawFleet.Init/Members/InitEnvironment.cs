using System.Collections;
using System.Collections.Immutable;
using ClawFleet.Runtimes;

namespace ClawFleet.Init.Members;

/// <summary>The container's variables, and the places they name.</summary>
internal sealed record InitEnvironment(ImmutableSortedDictionary<string, string> Variables, ContainerPaths Paths)
{
    public static InitEnvironment Read()
    {
        var variables = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            variables[(string)entry.Key] = (string?)entry.Value ?? "";
        }

        string Place(string name, string usual) =>
            variables.TryGetValue($"CLAWFLEET_{name}_DIR", out var path) && path.Length > 0 ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)) : usual;

        var usual = ContainerPaths.Default;
        return new InitEnvironment(variables.ToImmutable(), new ContainerPaths(
            Place("CONFIG", usual.Config), Place("STATE", usual.State), Place("SECRETS", usual.Secrets),
            Place("WORKSPACE", usual.Workspace), Place("LOGS", usual.Logs), Place("DEFAULTS", usual.Defaults)));
    }
}
