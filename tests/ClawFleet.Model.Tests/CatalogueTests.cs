using ClawFleet.Model.Catalogue;
using ClawFleet.Model.Tests.Support;

namespace ClawFleet.Model.Tests;

public class CatalogueTests
{
    private const string Good = """
        runtime: tiny
        title: Tiny
        version: 1.0.0
        aliases: [ti-ny]
        port: 8080
        simulator: true
        image: {build: ., upstream: "example/tiny:1"}
        health: {path: /health, interval: 5s, startPeriod: 1m30s, deadline: 2m}
        stop: {grace: 7s}
        limits: {memory: 128MiB, cpus: 0.5, pids: 32}
        finalExitCodes: [78, 64]
        tmp: 8MiB
        chat: {protocol: responses, path: /v1/responses}
        """;

    [Fact]
    public void The_repository_s_entries_read()
    {
        var catalogue = RuntimeCatalogue.Read(Path.Combine(Golden.Root, "runtimes"));
        Assert.Superset(new HashSet<string> { "ironclaw", "openclaw", "postgres", "zeroclaw" }, catalogue.Entries.Keys.ToHashSet());
        Assert.Equal("zeroclaw", catalogue.Find("Zero-Claw")!.Name);
        Assert.True(catalogue.Find("postgres")!.IsService);
        Assert.Equal("postgres", Assert.Single(catalogue.Find("ironclaw")!.Sidecars).Service);
        Assert.All(catalogue.Entries.Values, e => Assert.True(e is { Port: > 0, StopGraceSeconds: > 0, Limits.MemoryBytes: > 0, Health.DeadlineSeconds: > 0 }, e.Name));
    }

    [Fact]
    public void An_entry_says_everything_in_plain_units()
    {
        var entry = CatalogueFile.Read(Good, "/runtimes/tiny/runtime.yaml");
        Assert.Equal(("tiny", "Tiny", "1.0.0", 8080, "example/tiny:1"), (entry.Name, entry.Title, entry.Version, entry.Port, entry.UpstreamImage));
        Assert.Equal((5, 90, 120, 8080), (entry.Health.IntervalSeconds, entry.Health.StartPeriodSeconds, entry.Health.DeadlineSeconds, entry.Health.HttpPort));
        Assert.Equal((128L << 20, 0.5, 32), (entry.Limits.MemoryBytes, entry.Limits.Cpus, entry.Limits.Pids));
        Assert.Equal((7, 8L << 20), (entry.StopGraceSeconds, entry.TmpBytes));
        Assert.Equal([78, 64], entry.FinalExitCodes);
        Assert.Equal(new ChatEntry("responses", "/v1/responses"), entry.Chat);
    }

    [Theory]
    [InlineData("port: 8080", "prot: 8080", ":5:1: unknown key `prot`; did you mean `port`?")]
    [InlineData("port: 8080", "port: 80800", ":5:7: `port` is a whole number from 1 to 65535, and `80800` is not")]
    [InlineData("memory: 128MiB, ", "memory: much, ", "`memory` is a size such as 512MiB, and `much` is not")]
    [InlineData("grace: 7s", "grace: 7", "`grace` is a time such as 30s or 2m, and `7` is not")]
    [InlineData("simulator: true", "simulator: perhaps", "`simulator` is `true` or `false`")]
    [InlineData("title: Tiny\n", "", "`title` is missing")]
    [InlineData("limits:", "limts:", "`limits` is missing")]
    [InlineData("aliases: [ti-ny]", "aliases: ti-ny", "`aliases` is a list of words")]
    [InlineData("runtime: tiny", "", "the entry has no name")]
    [InlineData("protocol: responses", "protocol: response", ":13:18: there is no chat protocol `response`; did you mean `responses`?")]
    [InlineData("protocol: responses, ", "", "`protocol` is missing")]
    [InlineData("path: /v1/responses", "path: v1/responses", "`path` is a path on the member's port, and `v1/responses` has no leading slash; write `/v1/responses`")]
    public void A_malformed_entry_is_told_with_its_place(string from, string to, string message)
    {
        var fault = Assert.Throws<InvalidDataException>(() => CatalogueFile.Read(Good.Replace(from, to, StringComparison.Ordinal), "/runtimes/tiny/runtime.yaml"));
        Assert.Contains("/runtimes/tiny/runtime.yaml:", fault.Message, StringComparison.Ordinal);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_runtime_that_cannot_be_asked_says_nothing_of_chat()
        => Assert.Null(CatalogueFile.Read(Good[..Good.IndexOf("chat:", StringComparison.Ordinal)], "/runtimes/tiny/runtime.yaml").Chat);

    [Fact]
    public void A_sidecar_without_its_service_is_refused()
    {
        var folder = Directory.CreateTempSubdirectory("clawfleet-model-");
        try
        {
            File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(folder.FullName, "tools", "git")).FullName, "setup.sh"), "");
            Directory.CreateDirectory(Path.Combine(folder.FullName, "base"));
            var tiny = Directory.CreateDirectory(Path.Combine(folder.FullName, "tiny")).FullName;
            File.WriteAllText(Path.Combine(tiny, "runtime.yaml"), Good);
            File.WriteAllText(Path.Combine(tiny, "default.toml"), "a = 1\n");
            var catalogue = RuntimeCatalogue.Read(folder.FullName);
            Assert.Equal(["tiny"], catalogue.Entries.Keys);
            Assert.Equal("a = 1\n", catalogue.Find("tiny")!.BakedDefault);
            Assert.Equal(["git"], catalogue.Tools.Keys);

            File.WriteAllText(Path.Combine(tiny, "runtime.yaml"), Good + "\nsidecars: [{name: db, service: postgres}]");
            Assert.Contains("the sidecar db names the service postgres", Assert.Throws<InvalidDataException>(() => RuntimeCatalogue.Read(folder.FullName)).Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
