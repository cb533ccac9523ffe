using System.Text.Json.Nodes;

namespace ClawFleet.Bench.Engine;

/// <summary>
/// A container that ClawFleet made, as the body of the call that makes one like it: read back from the engine, so that nothing of the
/// containment can be missing from the comparison.
/// </summary>
/// <param name="Member">Its host name.</param>
/// <param name="HostPort">Port on 127.0.0.1.</param>
/// <param name="Config">The engine's <c>Config</c>.</param>
/// <param name="HostConfig">The engine's <c>HostConfig</c>.</param>
internal sealed record CapturedContainer(string Member, int HostPort, JsonObject Config, JsonObject HostConfig)
{
    private static readonly string[] ConfigKeys = ["Hostname", "User", "Env", "Image", "ExposedPorts", "Healthcheck", "StopTimeout"];

    private static readonly string[] HostKeys =
        ["PortBindings", "RestartPolicy", "CapDrop", "ReadonlyRootfs", "SecurityOpt", "Tmpfs", "Memory", "MemorySwap", "NanoCpus", "PidsLimit", "Ulimits", "Mounts"];

    /// <summary>The containers of a fleet, by member.</summary>
    public static async Task<IReadOnlyList<CapturedContainer>> OfFleetAsync(RawEngine engine, string fleet)
    {
        var filter = Uri.EscapeDataString($$"""{"label":["dev.clawfleet.fleet={{fleet}}"]}""");
        var listed = await engine.GetAsync($"containers/json?all=1&filters={filter}");
        var captured = new List<CapturedContainer>();
        foreach (var item in listed.AsArray())
        {
            var seen = await engine.GetAsync($"containers/{item!["Id"]}/json");
            captured.Add(new CapturedContainer(
                (string)seen["Config"]!["Hostname"]!,
                int.Parse((string)seen["HostConfig"]!["PortBindings"]!.AsObject().First().Value![0]!["HostPort"]!, System.Globalization.CultureInfo.InvariantCulture),
                Pick(seen["Config"]!, ConfigKeys), Pick(seen["HostConfig"]!, HostKeys)));
        }
        return [.. captured.OrderBy(container => container.Member, StringComparer.Ordinal)];
    }

    /// <summary>The body of the create call under another fleet's name.</summary>
    /// <param name="secrets">Folder that holds a copy of each member's secret folder.</param>
    public JsonObject CreateBody(string network, string fleet, string secrets)
    {
        var body = (JsonObject)Config.DeepClone();
        var host = (JsonObject)HostConfig.DeepClone();
        host["NetworkMode"] = network;
        host["Mounts"] = Mounts(fleet, secrets);
        body["HostConfig"] = host;
        body["Labels"] = new JsonObject { ["bench.fleet"] = fleet };
        body["NetworkingConfig"] = new JsonObject { ["EndpointsConfig"] = new JsonObject { [network] = new JsonObject { ["Aliases"] = new JsonArray(Member) } } };
        return body;
    }

    /// <summary>The mounts, with volumes and secrets of the other fleet's own.</summary>
    public JsonArray Mounts(string fleet, string secrets) => [.. HostConfig["Mounts"]!.AsArray().Select(mount =>
    {
        var copy = mount!.DeepClone();
        copy["Source"] = (string?)copy["Type"] == "bind" ? Path.Combine(secrets, Member) : $"{fleet}-{Member}-{((string)copy["Target"]!).Split('/')[^1]}";
        return copy;
    })];

    /// <summary>Where the secrets of the container lie on the host.</summary>
    public string SecretFolder => (string)HostConfig["Mounts"]!.AsArray().First(mount => (string?)mount!["Type"] == "bind")!["Source"]!;

    private static JsonObject Pick(JsonNode from, string[] keys) =>
        new(keys.Where(key => from[key] is not null).Select(key => KeyValuePair.Create(key, (JsonNode?)from[key]!.DeepClone())));
}
