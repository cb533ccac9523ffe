using System.Collections.Concurrent;
using System.Collections.Immutable;
using ClawFleet.Model.Diagnostics;

namespace ClawFleet.Model.Environments;

/// <summary>
/// What <c>$VAR</c> resolves to: <c>.env</c> beside the file, overridden by the process environment, overridden by <c>--env-file</c>.
/// Knows where each value came from; never prints one.
/// </summary>
public sealed class VariableSet
{
    private readonly Dictionary<string, Variable> _variables;
    private readonly ConcurrentDictionary<string, byte> _asked = new(StringComparer.Ordinal);

    private VariableSet(Dictionary<string, Variable> variables, ImmutableArray<Diagnostic> diagnostics)
    {
        _variables = variables;
        Diagnostics = diagnostics;
    }

    /// <summary>The source of what is set in the process's own environment.</summary>
    public const string EnvironmentSource = "environment";

    public static VariableSet Empty { get; } = new([], []);

    /// <summary>A secret that is not set is given where the fleet runs, later: nobody misses it now.</summary>
    public bool SecretsFollow { get; private init; }

    /// <summary>Malformed lines of the environment files. Loading a file passes them on.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; }

    /// <summary>All names, in no fixed order.</summary>
    public IEnumerable<string> Names => _variables.Keys;

    /// <summary>Reads the files and layers the three sources.</summary>
    /// <param name="envFilePath">The <c>.env</c> beside the fleet file; it need not exist. Null for none.</param>
    /// <param name="processEnvironment">The process's variables.</param>
    /// <param name="extraEnvFile">The <c>--env-file</c>; a missing one is an error among <see cref="Diagnostics"/>. Null for none.</param>
    public static VariableSet Read(string? envFilePath, IReadOnlyDictionary<string, string> processEnvironment, string? extraEnvFile = null)
    {
        var faults = new DiagnosticBag();
        var first = envFilePath is not null && File.Exists(envFilePath) ? ReadFile(envFilePath, faults) : null;
        string? extra = null;
        if (extraEnvFile is not null)
        {
            if (File.Exists(extraEnvFile))
            {
                extra = ReadFile(extraEnvFile, faults);
            }
            else
            {
                faults.Error(DiagnosticCodes.NoEnvFile, null, $"the environment file {extraEnvFile} is not there", null, "give --env-file the path of a file that exists");
            }
        }

        return Layer(envFilePath, first, processEnvironment, extraEnvFile, extra, faults);
    }

    /// <summary>The same from texts already read; for tests and for callers with no files.</summary>
    public static VariableSet From(IReadOnlyDictionary<string, string> processEnvironment, string? envFileText = null, string? extraEnvFileText = null)
        => Layer(".env", envFileText, processEnvironment, "--env-file", extraEnvFileText, new DiagnosticBag());

    /// <summary>The names that were looked for so far, whether they are set or not: what a fleet's file depends on, once it was read.</summary>
    public IEnumerable<string> Asked => _asked.Keys;

    /// <summary>The same variables, with <see cref="SecretsFollow"/>.</summary>
    public VariableSet WithSecretsToFollow() => new(_variables, Diagnostics) { SecretsFollow = true };

    /// <summary>The variable's value and source, or null when it is not set.</summary>
    public Variable? Find(string name)
    {
        _asked.TryAdd(name, 0);
        return _variables.GetValueOrDefault(name);
    }

    /// <summary>Where the value came from (<c>.env:3</c>, <c>environment</c>, <c>prod.env:7</c>), or null when the variable is not set.</summary>
    public string? SourceOf(string name) => Find(name)?.Source;

    /// <summary>Replaces each <c>$VAR</c>, <c>${VAR}</c>, <c>${VAR:-default}</c> and <c>$$</c> in <paramref name="text"/>.</summary>
    /// <returns>False when a variable without a default is not set, or the text is malformed; <paramref name="value"/> is then empty.</returns>
    public bool TryExpand(string text, out string value, out ImmutableArray<string> missing)
    {
        value = "";
        missing = [];
        if (!Template.TryParse(text, out var template, out _))
        {
            return false;
        }

        var expanded = template.Expand(this);
        missing = expanded.Missing;
        value = missing.IsEmpty ? expanded.Value : "";
        return missing.IsEmpty;
    }

    public override string ToString() => $"{_variables.Count} variables";

    private static VariableSet Layer(
        string? envPath, string? envText, IReadOnlyDictionary<string, string> process, string? extraPath, string? extraText, DiagnosticBag faults)
    {
        var variables = new Dictionary<string, Variable>(StringComparer.Ordinal);
        var faultsOfFiles = ImmutableArray.CreateBuilder<Diagnostic>();
        if (envText is not null)
        {
            faultsOfFiles.AddRange(EnvFile.Parse(envText, envPath!, variables));
        }

        foreach (var (name, text) in process)
        {
            variables[name] = new Variable(text, EnvironmentSource);
        }

        if (extraText is not null)
        {
            faultsOfFiles.AddRange(EnvFile.Parse(extraText, extraPath!, variables));
        }

        faultsOfFiles.AddRange(faults.ToImmutable(null, new SecretMask()));
        return new VariableSet(variables, faultsOfFiles.ToImmutable());
    }

    private static string? ReadFile(string path, DiagnosticBag faults)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            faults.Error(DiagnosticCodes.NoEnvFile, null, $"the environment file {path} cannot be read", e.Message, "make it readable for you, or move it away");
            return null;
        }
    }
}
