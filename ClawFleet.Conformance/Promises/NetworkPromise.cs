using System.Net;
using System.Net.NetworkInformation;
using ClawFleet.Conformance.Reporting;
using ClawFleet.Conformance.Subject;

namespace ClawFleet.Conformance.Promises;

/// <summary>What can be reached from outside.</summary>
[Collection(CollectionsByName.AtRest)]
public sealed class NetworkPromise(FleetUnderTest fleet)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, EachContainer]
    public async Task Ports_are_published_on_loopback_only(string member)
    {
        var container = await fleet.InspectAsync(member, Ct);
        var published = container.Ports.Where(p => p.HostPort is > 0).ToList();
        Assert.All(published, p => Assert.True(p.HostIp is "127.0.0.1" or "::1", $"expected port {p.ContainerPort} to be published on 127.0.0.1; seen: {p.HostIp}:{p.HostPort}"));

        // What this machine's kernel says, where the engine runs on it.
        if (!fleet.EngineIsLocal) return;

        var listeners = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners();
        foreach (var port in published)
        {
            var open = listeners.Where(l => l.Port == port.HostPort && !IPAddress.IsLoopback(l.Address)).ToList();
            Assert.True(open.Count == 0, $"expected port {port.HostPort} to listen on loopback only; seen: {string.Join(", ", open)}");
        }
    }

    [Theory, EachContainer]
    public async Task It_shares_no_namespace_with_the_host(string member)
    {
        var own = await fleet.ShellAsync(member, "for n in net pid ipc uts mnt; do readlink /proc/self/ns/$n; done", Ct);
        var seen = own.Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(seen.Length == 5, $"expected five namespaces; seen: {own.Stdout} {own.Stderr}");

        NotChecked.Unless(fleet.EngineIsLocal && OperatingSystem.IsLinux(), "the engine runs on another machine: its namespaces cannot be compared");
        foreach (var name in seen)
        {
            var kind = name[..name.IndexOf(':', StringComparison.Ordinal)];
            var host = new FileInfo($"/proc/self/ns/{kind}").LinkTarget;
            Assert.True(name != host, $"expected a {kind} namespace of its own; seen: the host's, {host}");
        }
    }
}
