using System.Text.Json;
using System.Text.Json.Serialization;

namespace ClawFleet.Telemetry.Forwarding;

/// <summary>
/// How far each signal was forwarded, in <c>forwarding.json</c> beside the store's segments. Written after each request that is done with: after a crash the last one is sent again.
/// </summary>
internal sealed class ForwardingPlaces
{
    private readonly Lock gate = new();
    private readonly string? file;
    private readonly Action<string> tell;
    private readonly Dictionary<Signal, ForwardingPlace> places;
    private bool failed;

    /// <param name="folder">The store's; null keeps the places in memory only.</param>
    public ForwardingPlaces(string? folder, Action<string> tell)
    {
        this.tell = tell;
        file = folder is null ? null : Path.Combine(folder, "forwarding.json");
        places = Read();
    }

    /// <returns>Null where nothing of the signal was to be forwarded until now.</returns>
    public ForwardingPlace? Find(Signal signal)
    {
        lock (gate)
            return places.GetValueOrDefault(signal);
    }

    /// <param name="place">Null forgets the signal: when it is forwarded again, then from that moment on.</param>
    public void Set(Signal signal, ForwardingPlace? place)
    {
        lock (gate)
        {
            if (place is null ? !places.Remove(signal) : places.GetValueOrDefault(signal) == place)
                return;
            if (place is not null)
                places[signal] = place;
            Write();
        }
    }

    private Dictionary<Signal, ForwardingPlace> Read()
    {
        try
        {
            if (file is not null && File.Exists(file))
                return JsonSerializer.Deserialize(File.ReadAllBytes(file), ForwardingPlacesJson.Default.DictionarySignalForwardingPlace) ?? [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            tell($"{file} cannot be read ({e.Message.TrimEnd('.')}): telemetry is forwarded from now on, and not what waited");
        }
        return [];
    }

    private void Write()
    {
        if (file is null)
            return;
        try
        {
            File.WriteAllBytes(file + ".new", JsonSerializer.SerializeToUtf8Bytes(places, ForwardingPlacesJson.Default.DictionarySignalForwardingPlace));
            File.Move(file + ".new", file, overwrite: true);
            failed = false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (!failed)
                tell($"{file} cannot be written ({e.Message.TrimEnd('.')}): after a restart telemetry may be forwarded twice");
            failed = true;
        }
    }
}

/// <param name="Sequence">Of the last record that was sent, or dropped for good.</param>
internal sealed record ForwardingPlace(ulong Sequence, long Sent = 0, long Refused = 0, long Lost = 0);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Dictionary<Signal, ForwardingPlace>))]
internal sealed partial class ForwardingPlacesJson : JsonSerializerContext;
