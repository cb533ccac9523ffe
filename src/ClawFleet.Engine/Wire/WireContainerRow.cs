using System.Text.Json;

namespace ClawFleet.Engine.Wire;

/// <summary>
/// One element of <c>GET /containers/json</c>. Read by hand, not by generated code: this is the call that every command starts with, and the
/// serializer's tables for these types take longer to make than the engine takes to answer.
/// </summary>
internal sealed record WireContainerRow(
    string? Id, IReadOnlyList<string> Names, string? Image, string? ImageID, string? Created, IReadOnlyList<WirePort> Ports,
    Dictionary<string, string> Labels, string? State, string? Status, string? Health, Dictionary<string, WireEndpoint?> Networks)
{
    /// <exception cref="JsonException">The text is no list of objects.</exception>
    public static List<WireContainerRow> ReadList(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Array)
            throw new JsonException("no list");
        // Loops here and below: LINQ over the reader's value types would be compiled at every start.
        var rows = new List<WireContainerRow>();
        foreach (var row in document.RootElement.EnumerateArray())
            rows.Add(Read(row));
        return rows;
    }

    private static WireContainerRow Read(JsonElement row)
    {
        var names = new List<string>();
        if (TryGet(row, nameof(Names), JsonValueKind.Array, out var list))
        {
            foreach (var name in list.EnumerateArray())
                names.Add(name.GetString() ?? "");
        }

        var ports = new List<WirePort>();
        if (TryGet(row, nameof(Ports), JsonValueKind.Array, out list))
        {
            foreach (var port in list.EnumerateArray())
                ports.Add(new WirePort(Text(port, "IP"), Number(port, "PrivatePort"), Number(port, "PublicPort"), Text(port, "Type")));
        }

        var labels = new Dictionary<string, string>();
        if (TryGet(row, nameof(Labels), JsonValueKind.Object, out var map))
        {
            foreach (var label in map.EnumerateObject())
                labels[label.Name] = label.Value.GetString() ?? "";
        }

        var networks = new Dictionary<string, WireEndpoint?>();
        if (TryGet(row, "NetworkSettings", JsonValueKind.Object, out var settings) && TryGet(settings, nameof(Networks), JsonValueKind.Object, out map))
        {
            foreach (var network in map.EnumerateObject())
                networks[network.Name] = new WireEndpoint(Text(network.Value, "IPAddress"), Text(network.Value, "GlobalIPv6Address"));
        }

        return new WireContainerRow(Text(row, nameof(Id)), names, Text(row, nameof(Image)), Text(row, nameof(ImageID)), Text(row, nameof(Created)), ports, labels,
            Text(row, nameof(State)), Text(row, "Status"), TryGet(row, nameof(Health), JsonValueKind.Object, out var health) ? Text(health, "Status") : null, networks);
    }

    /// <summary>A text, or a number as text: the time of creation is either.</summary>
    private static string? Text(JsonElement owner, string name) =>
        TryGet(owner, name, JsonValueKind.String, out var text) ? text.GetString() : TryGet(owner, name, JsonValueKind.Number, out var number) ? number.GetRawText() : null;

    private static int Number(JsonElement owner, string name) => TryGet(owner, name, JsonValueKind.Number, out var number) ? number.GetInt32() : 0;

    private static bool TryGet(JsonElement owner, string name, JsonValueKind kind, out JsonElement value)
    {
        value = default;
        return owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out value) && value.ValueKind == kind;
    }
}

internal sealed record WirePort(string? IP, int PrivatePort, int PublicPort, string? Type);
