using System.Text.Json;
using ClawFleet.Engine.Containers;
using ClawFleet.Engine.Wire;

namespace ClawFleet.Engine.Tests.Mapping;

public sealed class CreateMappingTests
{
    [Fact]
    public void The_create_body_holds_everything_of_the_specification()
    {
        var spec = new ContainerSpec
        {
            Name = "demo-zc",
            Image = "clawfleet/zeroclaw:1",
            Hostname = "zc",
            User = "10000:10000",
            Entrypoint = ["/usr/bin/tini", "--"],
            Command = ["clawinit", "run"],
            WorkingDirectory = "/home/clawden",
            Environment = new Dictionary<string, string> { ["A"] = "b", ["C"] = "d=e" },
            Labels = new Dictionary<string, string> { ["dev.clawfleet.fleet"] = "demo" },
            Mounts =
            [
                new MountSpec(MountType.Volume, "demo-zc-state", "/state"),
                new MountSpec(MountType.Bind, "/run/clawfleet/demo/zc", "/run/secrets", ReadOnly: true),
                new MountSpec(MountType.Tmpfs, null, "/tmp", TmpfsSizeBytes: 67108864, TmpfsMode: "1777"),
                new MountSpec(MountType.Tmpfs, null, "/config", TmpfsMode: "0777", TmpfsExec: false),
            ],
            Ports = [new PortBinding(8080, "127.0.0.1", 8080), new PortBinding(8080, "::1", 8080), new PortBinding(5353, "127.0.0.1", 0, "udp")],
            Networks = [new NetworkEndpoint("demo", ["zc"]), new NetworkEndpoint("demo-zc-db", [])],
            ExtraHosts = ["host.docker.internal:host-gateway"],
            ReadOnlyRoot = true,
            DropCapabilities = ["ALL"],
            SecurityOptions = ["no-new-privileges:true"],
            OciRuntime = "runsc",
            MemoryBytes = 268435456,
            MemorySwapBytes = 268435456,
            Cpus = 1.5,
            Pids = 200,
            OpenFiles = 4096,
            Init = false,
            Restart = new RestartPolicy(RestartPolicyName.OnFailure, 5),
            Healthcheck = new HealthcheckSpec(["clawinit", "health"], TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(5), 3, TimeSpan.FromSeconds(60)),
            StopTimeoutSeconds = 20,
            StopSignal = "SIGTERM",
        };
        Assert.Equal(TestData.Read("docker/create.json").Trim(), Json(CreateMapping.Body(spec, spec.Networks)));
    }

    [Fact]
    public void A_small_specification_leaves_the_engine_s_defaults_alone() =>
        Assert.Equal("""
            {
              "Image": "debian",
              "HostConfig": {
                "RestartPolicy": {
                  "Name": "no",
                  "MaximumRetryCount": 0
                }
              }
            }
            """, Json(CreateMapping.Body(new ContainerSpec { Name = "a", Image = "debian" }, [])));

    [Fact]
    public void How_much_output_is_kept_goes_with_the_driver_s_own_options()
    {
        var body = CreateMapping.Body(new ContainerSpec { Name = "a", Image = "debian", Logs = new LogRetention("json-file", 20, 5) }, []);
        Assert.Equal("""{"Type":"json-file","Config":{"max-size":"20m","max-file":"5"}}""", JsonSerializer.Serialize(body.HostConfig.LogConfig));
    }

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static string Json(WireCreate body)
    {
        using var json = JsonDocument.Parse(JsonSerializer.Serialize(body, WireJson.Default.WireCreate));
        return JsonSerializer.Serialize(json.RootElement, Indented);
    }
}
