using System.Diagnostics;
using ClawFleet.Hosting.Hosts;
using ClawFleet.Hosting.Tests.Support;

namespace ClawFleet.Hosting.Tests.Hosts;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class HostProcessTests : IDisposable
{
    private readonly FakeFleet _fleet = new();

    private HostProcess Host => new(_fleet.Options, "crew");

    public void Dispose() => _fleet.Dispose();

    [Fact]
    public void A_seat_is_one_process_s_until_it_leaves()
    {
        var seat = HostSeat.TryTake(_fleet.Options, "crew");
        Assert.NotNull(seat);
        Assert.Null(HostSeat.TryTake(_fleet.Options, "crew"));
        using (HostSeat.TryTake(_fleet.Options, "another"))
        {
            seat.Announce(Record(ProcessIdentity.Current));
            Assert.Equal(Record(ProcessIdentity.Current), Host.Find());
        }

        seat.Dispose();
        Assert.Null(Host.Find());
        HostSeat.TryTake(_fleet.Options, "crew")!.Dispose();
    }

    [Fact]
    public void A_record_is_its_user_s_alone_and_comes_back_as_it_was()
    {
        using var seat = HostSeat.TryTake(_fleet.Options, "crew")!;
        var record = Record(ProcessIdentity.Current) with { Otlp = new Uri("http://127.0.0.1:4318/"), OtlpKey = "key", InBackground = true };
        seat.Announce(record);
        Assert.Equal(record, Host.Find());
        Assert.Equal("http://127.0.0.1:5/login?t=secret", record.LoginLink.AbsoluteUri);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_fleet.Options.StateRoot, "crew", "host.json")));
    }

    [Fact]
    public void What_a_killed_process_left_or_nobody_wrote_is_no_host()
    {
        using var seat = HostSeat.TryTake(_fleet.Options, "crew")!;
        seat.Announce(Record(ProcessIdentity.Current with { Started = ProcessIdentity.Current.Started + 1 }));
        Assert.Null(Host.Find());
        foreach (var garbage in (string[])["", "{}", "[1]", "null", "{\"pid\":\"x\"}"])
        {
            File.WriteAllText(Path.Combine(_fleet.Options.StateRoot, "crew", "host.json"), garbage);
            Assert.Null(Host.Find());
        }
    }

    [Fact]
    public async Task One_is_started_with_its_output_in_the_log_and_ended_by_its_number()
    {
        using var started = Host.Start(["/bin/sh", "-c", "echo said; echo wrong >&2; exec sleep 100"]);
        await _fleet.UntilAsync("the log", () => File.Exists(Host.LogFile) && File.ReadAllText(Host.LogFile) == "said\nwrong\n");
        using (var seat = HostSeat.TryTake(_fleet.Options, "crew")!)
        {
            // Somebody's own dashboard is not ended by a command that ends hosts.
            seat.Announce(Record(ProcessIdentity.Of(started.Id)!.Value));
            Assert.False(await Host.StopAsync(FakeFleet.Token));
            Assert.False(started.HasExited);
            seat.Announce(Record(ProcessIdentity.Of(started.Id)!.Value) with { InBackground = true });
            Assert.Equal(started.Id, (await Host.WaitAsync(started, FakeFleet.Token))!.Process.Pid);
            Assert.True(await Host.StopAsync(FakeFleet.Token));
        }

        await started.WaitForExitAsync(FakeFleet.Token);
        Assert.Equal(143, started.ExitCode);
    }

    [Fact]
    public async Task One_that_breaks_off_is_not_waited_for()
    {
        using var started = Host.Start(["/bin/sh", "-c", "exit 3"]);
        Assert.Null(await Host.WaitAsync(started, FakeFleet.Token));
        Assert.Equal(3, started.ExitCode);
    }

    [Fact]
    public void A_process_that_has_ended_is_told_from_one_that_runs()
    {
        using var process = Process.Start(new ProcessStartInfo("sleep", "100"))!;
        var identity = ProcessIdentity.Of(process.Id);
        Assert.True(identity!.Value.IsAlive);
        process.Kill();
        process.WaitForExit();
        Assert.False(identity.Value.IsAlive);
        Assert.True(ProcessIdentity.Current.IsAlive);
    }

    [Fact]
    [System.Runtime.Versioning.SupportedOSPlatform("linux")]
    public void A_process_knows_who_started_it_unless_that_has_left_it_to_the_first_process()
    {
        var parent = File.ReadLines("/proc/self/status").Single(l => l.StartsWith("PPid:", StringComparison.Ordinal))["PPid:".Length..].Trim();
        Assert.Equal(parent == "1" ? null : ProcessIdentity.Of(int.Parse(parent, System.Globalization.CultureInfo.InvariantCulture)), PosixProcess.Parent);
    }

    private static HostRecord Record(ProcessIdentity process) => new() { Process = process, Program = "1", InBackground = false, Address = new Uri("http://127.0.0.1:5/"), Token = "secret" };
}
