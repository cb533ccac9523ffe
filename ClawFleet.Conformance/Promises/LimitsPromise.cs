using System.Globalization;
using ClawFleet.Conformance.Reporting;
using ClawFleet.Conformance.Subject;

namespace ClawFleet.Conformance.Promises;

/// <summary>Limits of memory, processes and CPU, as the kernel holds them.</summary>
[Collection(CollectionsByName.AtRest)]
public sealed class LimitsPromise(FleetUnderTest fleet)
{
    // cgroup v2 first, then v1; one line "name value" each, nothing for a file that is not there.
    private const string Script = """
        say() { [ -r "/sys/fs/cgroup/$2" ] && echo "$1 $(cat "/sys/fs/cgroup/$2")"; }
        say memory memory.max; say memory memory/memory.limit_in_bytes
        say swap memory.swap.max; say memsw memory/memory.memsw.limit_in_bytes
        say pids pids.max; say pids pids/pids.max
        say cpu cpu.max; say quota cpu/cpu.cfs_quota_us; say period cpu/cpu.cfs_period_us
        echo "files $(ulimit -n)"
        true
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, EachContainer]
    public async Task Memory_is_limited(string member)
    {
        var container = await fleet.InspectAsync(member, Ct);
        var kernel = await ReadAsync(member);
        Assert.True(container.MemoryBytes > 0, "expected a memory limit on the container; the engine knows none");
        AssertKernel("memory", container.MemoryBytes, kernel.GetValueOrDefault("memory"));

        if (kernel.TryGetValue("swap", out var swap)) AssertKernel("swap", 0, swap);
        if (kernel.TryGetValue("memsw", out var memoryAndSwap)) AssertKernel("memory and swap", container.MemoryBytes, memoryAndSwap);
    }

    [Theory, EachContainer]
    public async Task Processes_are_limited(string member)
    {
        var container = await fleet.InspectAsync(member, Ct);
        Assert.True(container.Pids > 0, "expected a limit of processes on the container; the engine knows none");
        AssertKernel("processes", container.Pids, (await ReadAsync(member)).GetValueOrDefault("pids"));
    }

    [Theory, EachContainer]
    public async Task Cpu_is_limited(string member)
    {
        var container = await fleet.InspectAsync(member, Ct);
        var kernel = await ReadAsync(member);
        Assert.True(container.Cpus > 0, "expected a CPU limit on the container; the engine knows none");

        var (quota, period) = kernel.TryGetValue("cpu", out var both) && both.Split(' ') is [var q, var p]
            ? (q, p)
            : (kernel.GetValueOrDefault("quota", "none"), kernel.GetValueOrDefault("period", "none"));
        Assert.True(
            double.TryParse(quota, CultureInfo.InvariantCulture, out var a) && double.TryParse(period, CultureInfo.InvariantCulture, out var b) && Math.Abs((a / b) - container.Cpus) < 0.01,
            $"expected a CPU quota of {container.Cpus} in force; the kernel says {quota} of {period} µs");
    }

    [Theory, EachContainer]
    public async Task Open_files_are_limited(string member)
    {
        var files = (await ReadAsync(member)).GetValueOrDefault("files", "none");
        Assert.True(int.TryParse(files, CultureInfo.InvariantCulture, out var limit) && limit <= 1 << 20, $"expected a limit of open files; seen: {files}");
    }

    private async Task<Dictionary<string, string>> ReadAsync(string member)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in (await fleet.ShellAsync(member, Script, Ct)).Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            values.TryAdd(line[..space], line[(space + 1)..]);
        }

        return values;
    }

    private static void AssertKernel(string what, long expected, string? seen)
        => Assert.True(seen == expected.ToString(CultureInfo.InvariantCulture), $"expected the kernel to hold {what} at {expected}; seen: {seen ?? "no such file in the container"}");
}
