using System.Globalization;

namespace ClawFleet.Observer.Machines;

/// <summary>Reads what this machine uses from Linux's <c>/proc</c>: <c>stat</c>, <c>loadavg</c>, <c>meminfo</c> (proc(5)), and of disks what the file system tells (statvfs(3)).</summary>
internal sealed class MachineReader(string procFolder)
{
    private const int Idle = 3;
    private const int IoWait = 4;

    /// <summary>user, nice, system, idle, iowait, irq, softirq, steal; the guests' two that follow are in the first two already.</summary>
    private const int Columns = 8;

    /// <returns>Null where there is no such thing.</returns>
    public MachineUse? Read()
    {
        try
        {
            var stat = File.ReadAllLines(Path.Combine(procFolder, "stat")).Where(line => line.StartsWith("cpu", StringComparison.Ordinal)).ToList();
            var ticks = stat[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(Columns).Select(Whole).ToArray();
            var load = File.ReadAllText(Path.Combine(procFolder, "loadavg")).Split(' ');
            var memory = File.ReadLines(Path.Combine(procFolder, "meminfo")).Select(line => line.Split(':', 2)).Where(parts => parts.Length == 2)
                .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
            var all = ticks.Sum();
            return new MachineUse(
                all - ticks[Idle] - ticks[IoWait], all, stat.Count - 1, (Real(load[0]), Real(load[1]), Real(load[2])),
                Kilobytes(memory["MemTotal"]), Kilobytes(memory["MemAvailable"]), Kilobytes(memory["Cached"]));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or KeyNotFoundException or FormatException or IndexOutOfRangeException or ArgumentOutOfRangeException)
        {
            return null; // No Linux, or a /proc that does not tell.
        }
    }

    /// <summary>The file systems that hold these folders, each once.</summary>
    public IReadOnlyList<DiskUse> ReadDisks(IEnumerable<string> folders)
    {
        try
        {
            var mounts = File.ReadLines(Path.Combine(procFolder, "self", "mounts")).Select(line => line.Split(' ')).Where(parts => parts.Length > 1)
                .Select(parts => parts[1].Replace(@"\040", " ", StringComparison.Ordinal)).ToList();
            return [.. folders.Where(Directory.Exists).Select(folder => MountOf(folder, mounts)).OfType<string>().Distinct(StringComparer.Ordinal).Select(TryRead).OfType<DiskUse>()];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>The longest mount point above the folder, or the folder itself.</summary>
    private static string? MountOf(string folder, IEnumerable<string> mounts) =>
        mounts.Where(mount => mount == "/" || folder == mount || folder.StartsWith(mount + "/", StringComparison.Ordinal)).MaxBy(mount => mount.Length);

    private static DiskUse? TryRead(string mount)
    {
        try
        {
            var disk = new DriveInfo(mount);
            // Some of the free blocks are root's alone.
            return disk.TotalSize == 0 ? null : new DiskUse(mount, disk.TotalSize - disk.TotalFreeSpace, disk.AvailableFreeSpace, disk.TotalFreeSpace - disk.AvailableFreeSpace);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long Kilobytes(string text) => Whole(text.Replace("kB", "", StringComparison.Ordinal).Trim()) * 1024;

    private static long Whole(string text) => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static double Real(string text) => double.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
}
