using System.Globalization;
using System.Text.Json.Nodes;
using ClawFleet.Bench.Engine;

namespace ClawFleet.Bench.Subjects;

/// <summary>docker compose on a file that says the same. Its <c>up -d</c> ends when the containers are started; their health is then asked as in the raw comparison.</summary>
internal sealed class ComposeSubject(string program, string folder, IReadOnlyList<CapturedContainer> containers, string secrets) : ISubject
{
    private const string Fleet = "clawbench-compose";

    private static readonly Dictionary<string, string> NoEnvironment = [];

    public string Name => "docker compose";

    public Func<Task> Again => () => RunAsync("up", "-d");

    public Func<Task> List => () => RunAsync("ps");

    public async Task UpAsync()
    {
        await RunAsync("up", "-d");
        await HealthPoll.AllAsync(containers.Select(container => container.HostPort));
    }

    public Task DownAsync() => RunAsync("down");

    public Task CleanAsync() => RunAsync("down", "--volumes");

    public void Write()
    {
        var file = new JsonObject
        {
            ["name"] = Fleet,
            ["services"] = new JsonObject(containers.Select(container => KeyValuePair.Create<string, JsonNode?>(container.Member, Service(container)))),
            ["volumes"] = new JsonObject(containers.SelectMany(container => container.Mounts(Fleet, secrets)).Where(mount => (string?)mount!["Type"] == "volume")
                .Select(mount => KeyValuePair.Create<string, JsonNode?>((string)mount!["Source"]!, new JsonObject()))),
        };
        File.WriteAllText(Path.Combine(folder, "compose.yaml"), file.ToJsonString()); // JSON is YAML
    }

    private JsonObject Service(CapturedContainer container)
    {
        var config = container.Config;
        var host = container.HostConfig;
        var check = config["Healthcheck"]!;
        return new JsonObject
        {
            ["image"] = config["Image"]!.DeepClone(),
            ["hostname"] = container.Member,
            ["user"] = config["User"]!.DeepClone(),
            ["environment"] = new JsonArray([.. config["Env"]!.AsArray().Select(line => (JsonNode)((string)line!).Replace("$", "$$", StringComparison.Ordinal))]),
            ["restart"] = "unless-stopped",
            ["read_only"] = true,
            ["cap_drop"] = host["CapDrop"]!.DeepClone(),
            ["security_opt"] = host["SecurityOpt"]!.DeepClone(),
            ["mem_limit"] = (long)host["Memory"]!,
            ["memswap_limit"] = (long)host["MemorySwap"]!,
            ["cpus"] = (long)host["NanoCpus"]! / 1e9,
            ["pids_limit"] = (long)host["PidsLimit"]!,
            ["ulimits"] = new JsonObject { ["nofile"] = (long)host["Ulimits"]![0]!["Hard"]! },
            ["tmpfs"] = new JsonArray([.. host["Tmpfs"]!.AsObject().Select(mount => (JsonNode)$"{mount.Key}:{mount.Value}")]),
            ["volumes"] = new JsonArray([.. container.Mounts(Fleet, secrets).Select(Mount)]),
            ["ports"] = new JsonArray($"127.0.0.1:{container.HostPort}:{host["PortBindings"]!.AsObject().First().Key.Split('/')[0]}"),
            ["stop_grace_period"] = $"{config["StopTimeout"] ?? 10}s",
            ["healthcheck"] = new JsonObject
            {
                ["test"] = check["Test"]!.DeepClone(),
                ["interval"] = Nanoseconds(check, "Interval"),
                ["timeout"] = Nanoseconds(check, "Timeout"),
                ["start_period"] = Nanoseconds(check, "StartPeriod"),
                ["retries"] = (long)check["Retries"]!,
            },
        };
    }

    private static JsonNode Mount(JsonNode? mount) => new JsonObject
    {
        ["type"] = (string)mount!["Type"]!,
        ["source"] = (string)mount["Source"]!,
        ["target"] = (string)mount["Target"]!,
        ["read_only"] = (bool?)mount["ReadOnly"] ?? false,
    };

    private static string Nanoseconds(JsonNode check, string key) => ((long)check[key]! / 1_000_000).ToString(CultureInfo.InvariantCulture) + "ms";

    private Task RunAsync(params string[] arguments) => Commands.RunAsync(program, folder, NoEnvironment, ["-f", Path.Combine(folder, "compose.yaml"), .. arguments]);
}
