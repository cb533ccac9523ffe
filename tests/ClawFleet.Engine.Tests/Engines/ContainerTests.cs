using System.Formats.Tar;
using System.Text.Json;

namespace ClawFleet.Engine.Tests.Engines;

[Collection("Engine")]
public sealed class ContainerTests(EnginesFixture engines)
{
    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task A_container_is_created_started_listed_stopped_and_removed(string name)
    {
        var test = await engines.GetAsync(name);
        var spec = EngineUnderTest.Spec("sh", "-c", "trap 'exit 7' TERM; echo ready; while :; do sleep 1000 & wait; done");

        var id = await test.Engine.CreateContainerAsync(spec, default);
        var created = Assert.Single(await test.ListAsync(spec.Name));
        Assert.Equal((spec.Name, id, ContainerState.Created), (created.Name, created.Id, created.State));

        await test.Engine.StartContainerAsync(id, default);
        await test.Engine.StartContainerAsync(id, default); // started already: no error
        var running = Assert.Single(await test.ListAsync(spec.Name));
        Assert.Equal((ContainerState.Running, ContainerHealth.None), (running.State, running.Health));
        Assert.InRange(running.Created, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(1));
        Assert.Equal(EngineUnderTest.LabelValue, running.Labels[EngineUnderTest.Label]);
        Assert.NotEmpty(running.NetworkAddresses);

        Assert.Equal("ready", (await test.FirstLineAsync(id)).Text);
        await test.Engine.StopContainerAsync(id, TimeSpan.FromSeconds(10), default);
        await test.Engine.StopContainerAsync(id, TimeSpan.FromSeconds(10), default); // stopped already: no error
        var stopped = await test.Engine.InspectContainerAsync(spec.Name, default);
        Assert.Equal((ContainerState.Exited, 7), (stopped.State, stopped.ExitCode));
        Assert.NotNull(stopped.FinishedAt);

        await test.Engine.RemoveContainerAsync(id, force: false, default);
        await test.Engine.RemoveContainerAsync(id, force: false, default); // gone already: no error
        Assert.Empty(await test.ListAsync(spec.Name));
    }

    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task The_machine_has_a_name_in_a_container_that_asks_for_one(string name)
    {
        var test = await engines.GetAsync(name);
        var network = EngineUnderTest.NewName("n");
        await test.Engine.CreateNetworkAsync(new NetworkSpec(network, Internal: false, EngineUnderTest.Labels), default);
        var id = await test.StartSleeperAsync(spec => spec with { Networks = [new NetworkEndpoint(network, [])], ExtraHosts = ["host.docker.internal:host-gateway"] });

        var hosts = (await test.Engine.ExecAsync(id, new ExecSpec(["cat", "/etc/hosts"]), default)).Stdout;
        var address = hosts.Split('\n').Select(l => l.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).First(l => l.Contains("host.docker.internal"))[0];
        var own = System.Net.NetworkInformation.NetworkInterface.GetAllNetworkInterfaces().SelectMany(i => i.GetIPProperties().UnicastAddresses).Select(a => a.Address.ToString());
        Assert.Contains(address, own);
    }

    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task Everything_of_a_specification_reaches_the_container(string name)
    {
        var test = await engines.GetAsync(name);
        var folder = Directory.CreateTempSubdirectory("clawfleet-engine-").FullName;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, BuildContext.ProgramMode);
        await File.WriteAllTextAsync(Path.Combine(folder, "hello"), "from the host");
        var volume = EngineUnderTest.NewName("v");
        await test.Engine.CreateVolumeAsync(new VolumeSpec(volume, EngineUnderTest.Labels), default);
        var id = await test.StartSleeperAsync(spec => spec with
        {
            Hostname = "claw-host",
            User = "10000:10000",
            WorkingDirectory = "/tmp",
            Environment = new Dictionary<string, string> { ["GREETING"] = "a=b c" },
            ReadOnlyRoot = true,
            DropCapabilities = ["ALL"],
            SecurityOptions = ["no-new-privileges:true"],
            MemoryBytes = 64 << 20,
            MemorySwapBytes = 64 << 20,
            Cpus = 0.5,
            Pids = 50,
            // Podman then asks for its own limit of processes too, more than a contained machine may give.
            OpenFiles = test.IsPodman ? null : 512,
            Init = false,
            Restart = new RestartPolicy(RestartPolicyName.UnlessStopped),
            Mounts =
            [
                new MountSpec(MountType.Bind, folder, "/host", ReadOnly: true),
                new MountSpec(MountType.Volume, volume, "/state"),
                new MountSpec(MountType.Tmpfs, null, "/scratch", TmpfsSizeBytes: 1 << 20, TmpfsMode: "1777"),
            ],
        });

        var inside = await test.Engine.ExecAsync(id, new ExecSpec(["sh", "-c",
            "echo $GREETING; cat /host/hello; echo; id -u; pwd; cat /proc/sys/kernel/hostname; ulimit -n; touch /scratch/x && echo scratch; touch /x 2>/dev/null || echo read-only; touch /host/x 2>/dev/null || echo mount-read-only; stat -c %a /scratch; cat /proc/self/status"]), default);
        var lines = inside.Stdout.Split('\n');
        Assert.Equal(["a=b c", "from the host", "10000", "/tmp", "claw-host", test.IsPodman ? "1024" : "512", "scratch", "read-only", "mount-read-only", "1777"], lines[..10]);
        Assert.Contains(lines, l => l.StartsWith("CapBnd:", StringComparison.Ordinal) && l.EndsWith("0000000000000000", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("NoNewPrivs:", StringComparison.Ordinal) && l.EndsWith('1'));

        var details = await test.Engine.InspectContainerAsync(id, default);
        Assert.Equal(("10000:10000", "claw-host", true, false), (details.User, details.Hostname, details.ReadOnlyRoot, details.Privileged));
        Assert.Equal((64L << 20, 50L, 0.5), (details.MemoryBytes, details.Pids, details.Cpus));
        Assert.Equal(RestartPolicyName.UnlessStopped, details.Restart.Name);
        Assert.Contains("GREETING=a=b c", details.Environment);
        Assert.NotEmpty(details.DropCapabilities);
        Assert.Empty(details.AddCapabilities);
        Assert.Contains(details.SecurityOptions, o => o.StartsWith("no-new-privileges", StringComparison.Ordinal));
        Assert.Equal("sh", details.Argv[0]);
        Assert.True(details.Pid > 0);
        Assert.InRange(details.StartedAt!.Value, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(1));
        Assert.Contains(new MountPoint(MountType.Bind, folder, "/host", true), details.Mounts);
        Assert.Contains(new MountPoint(MountType.Volume, volume, "/state", false), details.Mounts);
        Assert.Contains(details.Mounts, m => m is { Type: MountType.Tmpfs, Target: "/scratch", ReadOnly: false });
        using var raw = JsonDocument.Parse(details.RawJson);
        Assert.Equal(details.Id, raw.RootElement.GetProperty("Id").GetString());
        await test.Engine.RemoveContainerAsync(id, force: true, default);
        Directory.Delete(folder, recursive: true);
    }

    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task A_missing_bind_source_is_an_error_and_no_folder_is_made(string name)
    {
        var test = await engines.GetAsync(name);
        var missing = Path.Combine(Path.GetTempPath(), EngineUnderTest.NewName("missing"));
        var error = await Assert.ThrowsAsync<EngineException>(() => test.StartSleeperAsync(spec => spec with { Mounts = [new MountSpec(MountType.Bind, missing, "/x")] }));
        Assert.Equal(EngineErrorKind.BadRequest, error.Kind);
        Assert.Contains(missing, error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(missing));
    }

    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task What_is_not_there_is_said_to_be_not_there(string name)
    {
        var test = await engines.GetAsync(name);
        var calls = new Func<Task>[]
        {
            () => test.Engine.InspectContainerAsync("engine-test-nobody", default),
            () => test.Engine.StartContainerAsync("engine-test-nobody", default),
            () => test.Engine.StopContainerAsync("engine-test-nobody", TimeSpan.Zero, default),
            () => test.Engine.WaitContainerAsync("engine-test-nobody", default),
            () => test.Engine.ExecAsync("engine-test-nobody", new ExecSpec(["true"]), default),
            () => test.Engine.TopAsync("engine-test-nobody", default),
            () => test.Engine.ReadLogsAsync("engine-test-nobody", new LogQuery(Follow: true), default).ToListAsync().AsTask(),
            () => test.Engine.CreateContainerAsync(EngineUnderTest.Spec("true") with { Image = "localhost/engine-test-no-image:1" }, default),
        };
        foreach (var call in calls)
        {
            var error = await Assert.ThrowsAsync<EngineException>(call);
            Assert.True(error.Kind == EngineErrorKind.NotFound, $"{error.Kind}: {error.Message}");
            Assert.Matches("^Cannot .*\\.$", error.Message);
            Assert.DoesNotContain("{", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task A_taken_name_is_a_conflict(string name)
    {
        var test = await engines.GetAsync(name);
        var spec = EngineUnderTest.Spec("true");
        await test.Engine.CreateContainerAsync(spec, default);
        var error = await Assert.ThrowsAsync<EngineException>(() => test.Engine.CreateContainerAsync(spec, default));
        Assert.True(error.Kind == EngineErrorKind.Conflict, $"{error.Kind}: {error.Message}");
        Assert.Contains(spec.Name, error.Message, StringComparison.Ordinal);
        await test.Engine.RemoveContainerAsync(spec.Name, force: true, default);
    }

    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task An_unknown_oci_runtime_is_unsupported(string name)
    {
        var test = await engines.GetAsync(name);
        var error = await Assert.ThrowsAsync<EngineException>(() => test.StartSleeperAsync(spec => spec with { OciRuntime = "no-such-runtime" }));
        Assert.True(error.Kind == EngineErrorKind.Unsupported, $"{error.Kind}: {error.Message}");
    }

    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task What_a_container_uses_is_read_while_it_runs(string name)
    {
        var test = await engines.GetAsync(name);
        var id = await test.StartSleeperAsync();

        var first = await test.Engine.ReadStatsAsync(id, default);
        Assert.NotNull(first);
        Assert.InRange(first.MemoryBytes, 1u, 1u << 30);
        Assert.InRange(first.ReadAt, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(5));
        var second = await test.Engine.ReadStatsAsync(id, default);
        Assert.True(second!.CpuNanoseconds >= first.CpuNanoseconds, $"{second} after {first}");

        await test.Engine.StopContainerAsync(id, TimeSpan.Zero, default);
        Assert.Null(await test.Engine.ReadStatsAsync(id, default));
        await Assert.ThrowsAsync<EngineException>(() => test.Engine.ReadStatsAsync("engine-test-nobody", default));
    }

    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task Kill_restart_rename_wait_and_top_work(string name)
    {
        var test = await engines.GetAsync(name);
        var id = await test.StartSleeperAsync();
        var top = await test.Engine.TopAsync(id, default);
        Assert.Contains("PID", top.Titles);
        Assert.Contains(top.Rows, r => r.Any(cell => cell.Contains("trap", StringComparison.Ordinal)));

        var first = await test.Engine.InspectContainerAsync(id, default);
        await test.Engine.RestartContainerAsync(id, TimeSpan.FromSeconds(5), default);
        var second = await test.Engine.InspectContainerAsync(id, default);
        Assert.Equal(ContainerState.Running, second.State);
        Assert.NotEqual(first.Pid, second.Pid);

        var renamed = EngineUnderTest.NewName("renamed");
        await test.Engine.RenameContainerAsync(id, renamed, default);
        Assert.Equal(id, (await test.Engine.InspectContainerAsync(renamed, default)).Id);

        var waiting = test.Engine.WaitContainerAsync(id, default);
        await test.Engine.KillContainerAsync(id, "SIGKILL", default);
        Assert.Equal(137, await waiting.WaitAsync(TimeSpan.FromSeconds(20)));
        var error = await Assert.ThrowsAsync<EngineException>(() => test.Engine.KillContainerAsync(id, "SIGKILL", default));
        Assert.Equal(EngineErrorKind.Conflict, error.Kind);
        await test.Engine.RemoveContainerAsync(id, force: true, default);
    }

    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task The_restart_policy_changes_where_the_engine_can(string name)
    {
        var test = await engines.GetAsync(name);
        var id = await test.StartSleeperAsync();
        try
        {
            await test.Engine.UpdateRestartPolicyAsync(id, new RestartPolicy(RestartPolicyName.OnFailure, 3), default);
            Assert.Equal(new RestartPolicy(RestartPolicyName.OnFailure, 3), (await test.Engine.InspectContainerAsync(id, default)).Restart);
        }
        catch (EngineException e) when (test.IsPodman)
        {
            // Podman before 5.1 has no such call.
            Assert.True(e.Kind == EngineErrorKind.Unsupported, $"{e.Kind}: {e.Message}");
        }
        await test.Engine.RemoveContainerAsync(id, force: true, default);
    }

    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task Health_is_told_by_the_list_and_by_inspect(string name)
    {
        var test = await engines.GetAsync(name);
        var id = await test.StartSleeperAsync(spec => spec with
        {
            Healthcheck = new HealthcheckSpec(["sh", "-c", "ls /tmp/well"], TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), 1, TimeSpan.Zero),
        });
        if (test.IsPodman && (await test.Engine.InspectContainerAsync(id, default)).Health == ContainerHealth.Starting && !Directory.Exists("/run/systemd/system"))
        {
            // Podman leaves the clock of its checks to systemd, which this machine does not run.
            await test.Engine.RemoveContainerAsync(id, force: true, default);
            return;
        }

        await test.UntilHealthAsync(id, ContainerHealth.Unhealthy);
        await test.Engine.ExecAsync(id, new ExecSpec(["touch", "/tmp/well"]), default);
        await test.UntilHealthAsync(id, ContainerHealth.Healthy);
        await test.Engine.RemoveContainerAsync(id, force: true, default);
    }

    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task An_archive_of_a_path_is_a_tar(string name)
    {
        var test = await engines.GetAsync(name);
        var id = await test.RunToEndAsync("sh", "-c", "mkdir /tmp/d; echo inside > /tmp/d/file");
        await using (var archive = await test.Engine.ReadArchiveAsync(id, "/tmp/d/file", default))
        {
            await using var tar = new TarReader(archive);
            var entry = await tar.GetNextEntryAsync(copyData: true);
            Assert.Equal("file", entry!.Name);
            using var reader = new StreamReader(entry.DataStream!);
            Assert.Equal("inside\n", await reader.ReadToEndAsync());
        }
        var error = await Assert.ThrowsAsync<EngineException>(() => test.Engine.ReadArchiveAsync(id, "/tmp/nothing", default));
        Assert.Equal(EngineErrorKind.NotFound, error.Kind);
        await test.Engine.RemoveContainerAsync(id, force: true, default);
    }

    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task Calls_run_side_by_side(string name)
    {
        var test = await engines.GetAsync(name);
        var ids = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => test.StartSleeperAsync()));
        await Task.WhenAll(Enumerable.Range(0, 64).Select(i => test.Engine.InspectContainerAsync(ids[i % ids.Length], default)));
        await Task.WhenAll(ids.Select(id => test.Engine.RemoveContainerAsync(id, force: true, default)));
        Assert.DoesNotContain(await test.Engine.ListContainersAsync(new ContainerListQuery(All: true, [EngineUnderTest.LabelFilter]), default), c => ids.Contains(c.Id));
    }

    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task Waiting_ends_promptly_when_cancelled(string name)
    {
        var test = await engines.GetAsync(name);
        var id = await test.StartSleeperAsync();
        using var cancel = new CancellationTokenSource();
        var waiting = test.Engine.WaitContainerAsync(id, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(5)));
        await test.Engine.RemoveContainerAsync(id, force: true, default);
    }
}
