using System.Text.Json;

namespace ClawFleet.Hosting.Hosts;

/// <summary>
/// What the process that records a fleet and serves its page says of itself: <c>host.json</c> in the fleet's state folder, for its user's eyes only, since it holds the
/// tokens. Who reads it is to ask <see cref="ProcessIdentity.IsAlive"/>: a process that was killed leaves it behind.
/// </summary>
public sealed record HostRecord
{
    public required ProcessIdentity Process { get; init; }

    /// <summary>Which program it runs, and of which build: another text means that it is to be replaced.</summary>
    public required string Program { get; init; }

    /// <summary>True when it was started by <c>up</c> and ends with <c>down</c>; false when it is somebody's <c>clawden dashboard</c>.</summary>
    public required bool InBackground { get; init; }

    /// <summary>Where the page and its API are, with a slash at the end.</summary>
    public required Uri Address { get; init; }

    /// <summary>Lets in: as <c>login?t=TOKEN</c> for a browser, as <c>Authorization: Bearer TOKEN</c> for a program.</summary>
    public required string Token { get; init; }

    /// <summary>Where programs on this machine send OTLP over HTTP; null when it takes none.</summary>
    public Uri? Otlp { get; init; }

    /// <summary>The key that OTLP needs, in the header <c>x-otlp-api-key</c>.</summary>
    public string? OtlpKey { get; init; }

    public Uri LoginLink => new(Address, $"login?t={Token}");

    internal byte[] Write()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("pid", Process.Pid);
            json.WriteNumber("started", Process.Started);
            json.WriteString("program", Program);
            json.WriteBoolean("inBackground", InBackground);
            json.WriteString("address", Address.AbsoluteUri);
            json.WriteString("token", Token);
            if (Otlp is not null)
            {
                json.WriteString("otlp", Otlp.AbsoluteUri);
                json.WriteString("otlpKey", OtlpKey);
            }

            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    /// <returns>Null for what is no such record.</returns>
    internal static HostRecord? Read(ReadOnlyMemory<byte> text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var json = document.RootElement;
            return new HostRecord
            {
                Process = new ProcessIdentity(json.GetProperty("pid").GetInt32(), json.GetProperty("started").GetInt64()),
                Program = json.GetProperty("program").GetString()!,
                InBackground = json.GetProperty("inBackground").GetBoolean(),
                Address = new Uri(json.GetProperty("address").GetString()!),
                Token = json.GetProperty("token").GetString()!,
                Otlp = json.TryGetProperty("otlp", out var otlp) ? new Uri(otlp.GetString()!) : null,
                OtlpKey = json.TryGetProperty("otlpKey", out var key) ? key.GetString() : null,
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentNullException)
        {
            return null;
        }
    }
}
