using System.Net;
using ClawFleet.Engine;
using ClawFleet.Hosting.Receiving;
using ClawFleet.Hosting.Tests.Support;

namespace ClawFleet.Hosting.Tests.Receiving;

/// <summary>What members are told about where their telemetry goes.</summary>
public sealed class TellingMembersTests : IDisposable
{
    private readonly FakeFleet _fleet = new();

    public TellingMembersTests() => _fleet.Engine.NetworkRanges = [new NetworkRange("fd00::/64", null), new NetworkRange("127.0.0.0/8", "127.0.0.1")];

    private string KeyFile => Path.Combine(_fleet.Options.SecretsRoot, "crew", "crew-one", "otel-exporter-otlp-headers");

    private IReadOnlyDictionary<string, string> Told => _fleet.Engine["crew-one"].Spec.Environment;

    public void Dispose() => _fleet.Dispose();

    [Fact]
    public async Task A_member_is_told_by_variables_and_the_key_by_a_file_that_inspect_does_not_show()
    {
        await _fleet.UpTellingAsync(Plans.Fleet(Plans.Member("one", 0, withDatabase: true)));
        var receiver = FleetReceiver.Find(_fleet.Options, "crew")!;
        Assert.Equal($"http://127.0.0.1:{receiver.Port}", Told["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        Assert.Equal("http/protobuf", Told["OTEL_EXPORTER_OTLP_PROTOCOL"]);
        Assert.Equal("secret://OTEL_EXPORTER_OTLP_HEADERS", Told["OTEL_EXPORTER_OTLP_HEADERS"]);
        Assert.Equal(("one", "service.namespace=crew,service.instance.id=crew-one"), (Told["OTEL_SERVICE_NAME"], Told["OTEL_RESOURCE_ATTRIBUTES"]));
        Assert.Equal($"x-otlp-api-key={receiver.Key}", await File.ReadAllTextAsync(KeyFile, FakeFleet.Token));
        Assert.Contains(_fleet.Engine["crew-one"].Spec.Mounts, m => m.Target == "/run/secrets");
        Assert.DoesNotContain(_fleet.Engine["crew-one-db"].Spec.Environment.Keys, k => k.StartsWith("OTEL_", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_replaces_no_member_and_what_is_mounted_stays_for_an_up_that_tells_nobody()
    {
        var plan = Plans.Fleet(Plans.Member("one", 0));
        await _fleet.UpTellingAsync(plan);
        Assert.False((await _fleet.UpAsync(plan)).Changed);
        await _fleet.Host.StopAsync("crew", [], _fleet, FakeFleet.Token);
        await _fleet.UpAsync(plan);
        Assert.True(File.Exists(KeyFile));

        await _fleet.Host.DownAsync("crew", volumes: false, _fleet, FakeFleet.Token);
        await _fleet.UpAsync(plan);
        Assert.DoesNotContain(Told.Keys, k => k.StartsWith("OTEL_", StringComparison.Ordinal));
        Assert.False((await _fleet.UpTellingAsync(plan)).Changed);
    }

    [Fact]
    public async Task Who_says_it_in_the_file_or_is_in_a_network_elsewhere_is_told_nothing()
    {
        await _fleet.UpTellingAsync(Plans.Fleet(Plans.Member("one", 0, c => c with { Environment = c.Environment.Add("OTEL_EXPORTER_OTLP_ENDPOINT", "http://mine") })));
        Assert.Equal("http://mine", Told["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        Assert.DoesNotContain("OTEL_EXPORTER_OTLP_HEADERS", Told.Keys);

        await _fleet.Host.DownAsync("crew", volumes: false, _fleet, FakeFleet.Token);
        _fleet.Engine.NetworkRanges = [new NetworkRange("198.51.100.0/24", "198.51.100.1")];
        await _fleet.UpTellingAsync(Plans.Fleet(Plans.Member("one", 0)));
        Assert.DoesNotContain(Told.Keys, k => k.StartsWith("OTEL_", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Podman", "unix:///run/user/1000/podman/podman.sock", true)]
    [InlineData("Podman", "tcp://192.0.2.7:2375", false)]
    [InlineData("Docker", "unix:///run/user/1000/docker.sock", false)]
    public void A_rootless_Podman_beside_has_a_name_for_this_machine_and_other_rootless_engines_have_none(string product, string address, bool isTold)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "rootless containers run beside on Linux alone");
        var engine = _fleet.Engine.Info with { Product = product, Address = address, Rootless = true };
        var network = new NetworkSummary("1", "crew", Internal: false, new Dictionary<string, string>()) { Ranges = [new NetworkRange("198.51.100.0/24", "198.51.100.1")] };
        Assert.Equal(isTold ? "host.containers.internal" : null, LocalAddresses.NameIn(engine, network));
        Assert.Empty(LocalAddresses.For(engine, []));
        var listened = LocalAddresses.For(engine, [network]);
        Assert.True(isTold || listened.Count == 0);
        // From this machine alone.
        Assert.All(listened, l => Assert.Equal((32, l.Address, false), (l.Range.PrefixLength, l.Range.BaseAddress, IPAddress.IsLoopback(l.Address))));
    }

    [Fact]
    public void Port_and_key_stay_the_same_for_a_fleet_and_are_made_anew_when_they_are_damaged()
    {
        var first = FleetReceiver.Of(_fleet.Options, "crew");
        Assert.Equal(first, FleetReceiver.Of(_fleet.Options, "crew"));
        Assert.NotEqual(first.Key, FleetReceiver.Of(_fleet.Options, "another").Key);
        File.WriteAllText(Path.Combine(_fleet.Options.StateRoot, "crew", "otlp.json"), "{");
        Assert.Null(FleetReceiver.Find(_fleet.Options, "crew"));
        Assert.NotEqual(first.Key, FleetReceiver.Of(_fleet.Options, "crew").Key);
    }
}
