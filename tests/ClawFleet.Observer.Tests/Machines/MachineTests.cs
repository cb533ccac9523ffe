using ClawFleet.Observer.Machines;
using ClawFleet.Telemetry;

namespace ClawFleet.Observer.Tests.Machines;

public sealed class MachineTests : IDisposable
{
    private static readonly DateTimeOffset Time = new(2026, 11, 27, 20, 0, 0, TimeSpan.Zero);

    private readonly string _proc = Directory.CreateTempSubdirectory("clawfleet-proc-").FullName;
    private readonly TelemetryStore _store = new(new TelemetryStoreOptions());

    public void Dispose()
    {
        _store.Dispose();
        Directory.Delete(_proc, recursive: true);
    }

    [Fact]
    public void What_Linux_tells_is_read()
    {
        Tell("cpu  10 5 20 60 5 0 1 2 3 0\ncpu0 5 2 10 30 2 0 0 1 1 0\ncpu1 5 3 10 30 3 0 1 1 2 0\nintr 99\n");

        Assert.Equal(new MachineUse(38, 103, 2, (0.5, 1.25, 2), 8 << 20, 6 << 20, 4 << 20), new MachineReader(_proc).Read());
    }

    [Theory]
    [InlineData("nothing of the kind\n")]
    [InlineData("cpu  10 5\n")]
    [InlineData("cpu  a b c d e f g h\n")]
    public void A_machine_that_does_not_tell_is_left_out(string stat)
    {
        Tell(stat);

        Assert.Null(new MachineReader(_proc).Read());
        Assert.Null(new MachineReader(Path.Combine(_proc, "nowhere")).Read());
        Assert.Empty(new MachineReader(Path.Combine(_proc, "nowhere")).ReadDisks([_proc]));
    }

    [Fact]
    public void The_share_of_the_processors_is_of_the_time_since_the_last_look()
    {
        var recording = new MachineRecording("crew", _store);
        var first = new MachineUse(38, 103, 2, (0.5, 1.25, 2), 8 << 20, 6 << 20, 4 << 20);
        recording.Append(first, [new DiskUse("/data", 30, 60, 10)], Time);
        Assert.DoesNotContain(_store.Instruments("host"), i => i.Name == "system.cpu.utilization");

        recording.Append(first with { BusyTicks = 68, AllTicks = 203 }, [], Time.AddSeconds(15));

        Assert.Equal(["0.3"], Values("system.cpu.utilization"));
        Assert.Equal(["system.memory.state=cached 4194304", "system.memory.state=free 2097152", "system.memory.state=used 2097152"], Values("system.memory.usage"));
        Assert.Equal(["1.25"], Values("system.cpu.load_average.5m"));
        Assert.Equal(
            ["system.filesystem.mountpoint=/data system.filesystem.state=free 60", "system.filesystem.mountpoint=/data system.filesystem.state=reserved 10", "system.filesystem.mountpoint=/data system.filesystem.state=used 30"],
            Values("system.filesystem.usage"));
        Assert.Equal("crew-host", Assert.Single(_store.Members).Instance);
    }

    [Fact]
    public void The_file_system_of_a_folder_is_told_once_by_its_mount_point()
    {
        Directory.CreateDirectory(Path.Combine(_proc, "self"));
        File.WriteAllText(Path.Combine(_proc, "self", "mounts"), $"disk / ext4 rw 0 0\nother {_proc} ext4 rw 0 0\n");

        var disks = new MachineReader(_proc).ReadDisks([_proc, Path.Combine(_proc, "self"), "/nowhere/at/all"]);

        var disk = Assert.Single(disks);
        Assert.Equal(_proc, disk.Mount);
        Assert.True(disk is { Used: > 0, Free: >= 0, Reserved: >= 0 });
    }

    private List<string> Values(string instrument) =>
    [
        .. _store.Series(new MetricQuery { Instrument = instrument })
            .Select(s => string.Join(' ', [.. s.Attributes.OrderBy(a => a.Key).Select(a => $"{a.Key}={a.Value}"), $"{((NumberPoint)s.Points[^1]).Value}"])).Order(StringComparer.Ordinal),
    ];

    private void Tell(string stat)
    {
        File.WriteAllText(Path.Combine(_proc, "stat"), stat);
        File.WriteAllText(Path.Combine(_proc, "loadavg"), "0.50 1.25 2.00 3/456 7890\n");
        File.WriteAllText(Path.Combine(_proc, "meminfo"), "MemTotal:           8192 kB\nMemFree:  1024 kB\nMemAvailable:    6144 kB\nCached: 4096 kB\nHugePages_Total:       0\n");
    }
}
