using System.Text.Json;
using ClawFleet.Engine.Containers;
using ClawFleet.Engine.Wire;

namespace ClawFleet.Engine.Tests.Mapping;

public sealed class StatsMappingTests
{
    [Fact]
    public void Memory_is_without_the_cache_that_can_be_taken_back_and_networks_are_added_up()
    {
        var stats = Read("""
            {"read":"2026-11-27T20:00:00.5Z","pids_stats":{"current":7,"limit":18446744073709551615},"cpu_stats":{"cpu_usage":{"total_usage":1500000000}},
             "memory_stats":{"usage":1000,"limit":4096,"stats":{"total_inactive_file":300,"cache":400}},
             "networks":{"eth0":{"rx_bytes":10,"tx_bytes":1},"eth1":{"rx_bytes":20,"tx_bytes":2}}}
            """);

        Assert.Equal(new ContainerStats(new DateTimeOffset(2026, 11, 27, 20, 0, 0, 500, TimeSpan.Zero), 1_500_000_000, 700, 4096, 30, 3, 7), stats);
    }

    [Fact]
    public void Control_groups_of_version_2_have_another_name_for_the_cache() =>
        Assert.Equal(600u, Read("""{"cpu_stats":{"cpu_usage":{"total_usage":1}},"memory_stats":{"usage":1000,"stats":{"inactive_file":400}}}""")!.MemoryBytes);

    [Fact]
    public void What_the_engine_does_not_say_is_not_made_up()
    {
        var stats = Read("""{"cpu_stats":{"cpu_usage":{"total_usage":1}},"memory_stats":{"usage":10,"limit":0},"pids_stats":{}}""")!;

        Assert.Null(stats.MemoryLimitBytes);
        Assert.Null(stats.Processes);
        Assert.Equal(0u, stats.ReceivedBytes);
    }

    [Theory]
    [InlineData("""{"read":"0001-01-01T00:00:00Z","pids_stats":{},"cpu_stats":{"cpu_usage":{"total_usage":0}},"memory_stats":{}}""")]
    [InlineData("{}")]
    public void A_container_that_does_not_run_has_none(string json) => Assert.Null(Read(json));

    private static ContainerStats? Read(string json) => StatsMapping.Stats(JsonSerializer.Deserialize(json, WireJson.Default.WireStats)!);
}
