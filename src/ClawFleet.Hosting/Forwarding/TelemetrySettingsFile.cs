using System.Text.Json;
using ClawFleet.Model.Plans;
using ClawFleet.Runtimes;

namespace ClawFleet.Hosting;

/// <summary>
/// <c>&lt;root&gt;/&lt;fleet&gt;/telemetry.json</c>. Beside the folders of the containers, whose names all begin with the fleet's, and mounted into
/// none. Goes with them at <c>down</c>.
/// </summary>
internal sealed class TelemetrySettingsFile(string secretsRoot, string fleet)
{
    public const string Name = "telemetry.json";

    private readonly string _folder = System.IO.Path.Combine(secretsRoot, fleet);

    public string Path => System.IO.Path.Combine(_folder, Name);

    /// <summary>Makes the file say what the plan says. One that was left before says from now on that nothing is forwarded; none is as good.</summary>
    /// <exception cref="SecretUnavailableException">A secret has no value, or one that is no address; the file is gone then.</exception>
    public void Write(TelemetryPlan? plan, ISecretValues values)
    {
        if (plan is null && !File.Exists(Path))
        {
            return;
        }

        try
        {
            var settings = plan is null ? new TelemetrySettings() : Resolve(plan, values);
            var content = JsonSerializer.SerializeToUtf8Bytes(settings, TelemetrySettingsJson.Default.TelemetrySettings);
            if (!File.Exists(Path) || !File.ReadAllBytes(Path).AsSpan().SequenceEqual(content))
            {
                PrivateFiles.EnsureFolder(secretsRoot);
                PrivateFiles.EnsureFolder(_folder);
                PrivateFiles.Write(Path, content);
            }
        }
        catch (SecretUnavailableException)
        {
            Delete();
            throw;
        }
    }

    /// <returns>Null when nothing is known: no <c>up</c> since the last <c>down</c>, or since the machine started.</returns>
    /// <exception cref="IOException">The file cannot be read, or was not written by this version.</exception>
    public TelemetrySettings? Read()
    {
        if (!File.Exists(Path))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path), TelemetrySettingsJson.Default.TelemetrySettings);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is JsonException or UnauthorizedAccessException)
        {
            throw new IOException($"{Path} cannot be read ({e.GetType().Name}); run `clawden up`, which writes it anew", e);
        }
    }

    private void Delete()
    {
        if (File.Exists(Path))
        {
            File.Delete(Path);
        }
    }

    private static TelemetrySettings Resolve(TelemetryPlan plan, ISecretValues values)
    {
        var secrets = plan.Secrets.ToDictionary(s => s.Name, StringComparer.Ordinal);
        return new TelemetrySettings
        {
            Traces = Address(plan.Traces, "traces"),
            Metrics = Address(plan.Metrics, "metrics"),
            Logs = Address(plan.Logs, "logs"),
            Headers = plan.Headers.ToDictionary(h => h.Key, h => Value(h.Value), StringComparer.OrdinalIgnoreCase),
            Sample = plan.Sample,
        };

        string Value(string text) => SecretRef.TryParse(text, out var secret) ? values.Get(secrets[secret.Name]).Trim() : text;

        TelemetryAddress? Address(TelemetryTarget? target, string signal)
        {
            if (target is null)
            {
                return null;
            }

            var value = Value(target.Url);
            if (!OtlpUrl.IsGood(value))
            {
                throw new SecretUnavailableException($"the value of {target.Url} is no http or https URL");
            }

            var whole = new Uri(OtlpUrl.Complete(value, signal, target.IsBase));
            return new TelemetryAddress(whole.AbsoluteUri, whole.GetLeftPart(value == target.Url ? UriPartial.Path : UriPartial.Authority));
        }
    }
}
