using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClawFleet.Init.Members;
using ClawFleet.Runtimes;

namespace ClawFleet.Init.Processes;

/// <summary>The runtime's program with its arguments and exactly the variables it may see.</summary>
internal sealed record RuntimeProgram(string Path, ImmutableArray<string> Argv, ImmutableSortedDictionary<string, string> Environment)
{
    private const string TelemetryHeaders = "OTEL_EXPORTER_OTLP_HEADERS";
    private const string TelemetryReference = SecretRef.Scheme + TelemetryHeaders;
    private const string ExtraArguments = "CLAWFLEET_NATIVE_EXTRA_ARGS";

    /// <param name="secret">Gives the value of a variable that is set to a secret reference, as a fleet's <c>env:</c> does.</param>
    /// <exception cref="InitException">The program is not in the image, or a secret is missing.</exception>
    public static RuntimeProgram Of(NativeLaunch launch, InitEnvironment environment, Func<SecretRef, string?> secret, IEnumerable<string> extra)
    {
        // What is ours, the spec and the places, is no business of the runtime's.
        var variables = environment.Variables
            .RemoveRange(environment.Variables.Keys.Where(k => k.StartsWith("CLAWFLEET_", StringComparison.Ordinal)))
            .RemoveRange(launch.RemovedEnvironment)
            .SetItems(launch.Environment);
        foreach (var (name, text) in variables.Where(v => v.Value.StartsWith(SecretRef.Scheme, StringComparison.Ordinal)))
        {
            if (name == TelemetryHeaders && secret(new SecretRef(TelemetryHeaders)) is null or { Length: 0 } or TelemetryReference)
            {
                // Nobody would take what it sends without the key; that is no reason not to run.
                variables = variables.RemoveRange(variables.Keys.Where(k => k.StartsWith("OTEL_EXPORTER_OTLP_", StringComparison.Ordinal)));
            }
            else if (SecretRef.TryParse(text, out var reference))
            {
                variables = variables.SetItem(name, secret(reference) is { } value && value != text
                    ? value
                    : throw new InitException(ExitCode.Configuration, $"the secret {reference.Name} for the variable {name} is missing: give the file {environment.Paths.Secrets}/{reference.FileName}"));
            }
        }

        return new RuntimeProgram(
            Find(launch.Argv[0], environment.Variables.GetValueOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin")),
            [.. launch.Argv, .. Extra(environment.Variables.GetValueOrDefault(ExtraArguments, "")), .. extra],
            variables);
    }

    private static string Find(string program, string path)
    {
        if (program.Contains('/'))
        {
            return program;
        }

        return path.Split(':', StringSplitOptions.RemoveEmptyEntries).Select(d => System.IO.Path.Combine(d, program)).FirstOrDefault(File.Exists)
            ?? throw new InitException(ExitCode.Unavailable, $"the program {program} is not in this image: rebuild the image with `clawden up --build`");
    }

    private static IEnumerable<string> Extra(string text)
    {
        if (!text.TrimStart().StartsWith('['))
        {
            return text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        }

        try
        {
            return ((JsonArray)JsonNode.Parse(text)!).Select(a => a!.GetValue<string>()).ToList();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException)
        {
            throw new InitException(ExitCode.Configuration, $"{ExtraArguments} is not a JSON list of strings: write [\"--flag\",\"value\"], or words with blanks between");
        }
    }
}
