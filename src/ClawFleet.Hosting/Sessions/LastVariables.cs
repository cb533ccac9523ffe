using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization;
using ClawFleet.Model.Environments;

namespace ClawFleet.Hosting;

/// <summary>
/// What the last <c>up</c>s of a fleet had of the process environment, of the variables that its file asks for: with it, the fleet's process in the background reads the file as the
/// command did, whatever environment it was itself started with. It holds secrets, so it lies beside the containers' secret folders, for this user alone and mounted into none, and goes with
/// them at <c>down</c>.
/// </summary>
/// <param name="EnvFile">Absolute path of the <c>--env-file</c>; null for none.</param>
/// <param name="Variables">Values by name; null for one that was asked for and not set in the environment.</param>
public sealed record LastVariables(string? EnvFile, IReadOnlyDictionary<string, string?> Variables)
{
    private const string Name = "variables.json";

    /// <summary>This process's environment as it would be if it were that of the <c>up</c>.</summary>
    public IReadOnlyDictionary<string, string> Environment
    {
        get
        {
            var environment = OfProcess();
            foreach (var (name, value) in Variables)
            {
                if (value is null)
                {
                    environment.Remove(name);
                }
                else
                {
                    environment[name] = value;
                }
            }

            return environment;
        }
    }

    internal static Dictionary<string, string> OfProcess() =>
        System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string?)e.Value ?? "", StringComparer.Ordinal);

    /// <returns>What the process has itself when nothing was left, or nothing that can be read.</returns>
    public static LastVariables Read(FleetHostOptions options, string fleet)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(PathOf(options, fleet)), LastVariablesJson.Default.LastVariables) is { Variables: not null } left ? left : None;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return None;
        }
    }

    private static LastVariables None { get; } = new(null, new Dictionary<string, string?>());

    /// <summary>Leaves what this run had. A run for some members asks for theirs alone: what others asked for stays as it was left.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It is another user's.</exception>
    internal static void Leave(FleetHostOptions options, string fleet, string? envFile, VariableSet had)
    {
        var variables = new SortedDictionary<string, string?>(Read(options, fleet).Variables.ToDictionary(v => v.Key, v => v.Value, StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var name in had.Asked)
        {
            variables[name] = had.Find(name) is { Source: VariableSet.EnvironmentSource } found ? found.Value : null;
        }

        var path = PathOf(options, fleet);
        if (variables.Count == 0 && envFile is null && !File.Exists(path))
        {
            return; // Nothing is as good.
        }

        var content = JsonSerializer.SerializeToUtf8Bytes(new LastVariables(envFile is null ? null : Path.GetFullPath(envFile), variables), LastVariablesJson.Default.LastVariables);
        if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(content))
        {
            PrivateFiles.EnsureFolder(options.SecretsRoot);
            PrivateFiles.EnsureFolder(Path.GetDirectoryName(path)!);
            PrivateFiles.Write(path, content);
        }
    }

    private static string PathOf(FleetHostOptions options, string fleet) => Path.Combine(options.SecretsRoot, fleet, Name);
}

[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(LastVariables))]
internal sealed partial class LastVariablesJson : JsonSerializerContext;
