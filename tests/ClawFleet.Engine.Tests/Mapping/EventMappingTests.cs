using System.Text.Json;
using ClawFleet.Engine.Daemon;
using ClawFleet.Engine.Wire;

namespace ClawFleet.Engine.Tests.Mapping;

public sealed class EventMappingTests
{
    [Theory]
    [InlineData("docker", "create start exec_create exec_start exec_die health_status(healthy) exec_create exec_start exec_die exec_create kill exec_start die stop destroy")]
    [InlineData("podman", "create init start health_status(starting) exec_die die cleanup cleanup destroy")]
    public void A_container_s_life_reads_the_same_from_both_engines(string engine, string expected)
    {
        var events = File.ReadLines(TestData.Path($"{engine}/events.jsonl")).Select(Event).Where(e => e.Type == "container").ToList();
        Assert.Equal(expected, string.Join(' ', events.Select(e => e.Action + (e.Detail is null ? "" : $"({e.Detail})"))));
        Assert.All(events, e => Assert.Equal(("engine-rec", 64, "demo", 2026), (e.Name, e.Id.Length, e.Attributes["dev.clawfleet.fleet"], e.Time.Year)));
        Assert.Equal(3, events.Single(e => e.Action == "die").ExitCode);
    }

    [Fact]
    public void Networks_have_events_too()
    {
        var connected = File.ReadLines(TestData.Path("docker/events.jsonl")).Select(Event).First(e => e is { Type: "network", Action: "connect" });
        Assert.StartsWith("engine-rec-", connected.Name, StringComparison.Ordinal);
        Assert.Equal(64, connected.Attributes["container"].Length);
    }

    [Fact]
    public void The_command_of_an_exec_is_not_passed_on() =>
        Assert.Null(Event("""{"Type":"container","Action":"exec_create: sh -c echo secret","Actor":{"ID":"a","Attributes":{}}}""").Detail);

    private static EngineEvent Event(string line) => EventMapping.Event(JsonSerializer.Deserialize(line, WireJson.Default.WireEvent)!);
}
