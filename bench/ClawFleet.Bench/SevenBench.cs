using System.Globalization;
using ClawFleet.Bench.Measuring;
using ClawFleet.Bench.Subjects;

namespace ClawFleet.Bench;

/// <summary>
/// <c>examples/all-seven</c> from nothing to all healthy, against each of its members alone: what a fleet costs beyond its slowest member.
/// Through the launcher, from built images, with new volumes each time.
/// </summary>
internal static class SevenBench
{
    private const string Fleet = "clawbench-seven";

    private static readonly string[] Runtimes = ["openclaw", "zeroclaw", "picoclaw", "nanoclaw", "ironclaw", "nullclaw", "microclaw"];

    public static async Task<int> RunAsync(string[] args)
    {
        var options = UpOptions.Parse(args);
        var folder = Directory.CreateTempSubdirectory("clawbench-").FullName;
        var times = Runtimes.Prepend(Fleet).ToDictionary(name => name, _ => new Series());
        try
        {
            // Builds the images, which is not measured.
            await MeasureAsync(options.Home, folder, Runtimes, new Series());
            for (var round = 0; round < options.Rounds; round++)
            {
                Console.Error.WriteLine($"round {round + 1} of {options.Rounds}");
                await MeasureAsync(options.Home, folder, Runtimes, times[Fleet]);
                foreach (var runtime in Runtimes) await MeasureAsync(options.Home, folder, [runtime], times[runtime]);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        Print(times);
        return 0;
    }

    private static async Task MeasureAsync(string home, string folder, string[] runtimes, Series series)
    {
        await File.WriteAllTextAsync(
            Path.Combine(folder, "clawden.yaml"), $"name: {Fleet}\nsimulate: missing\nruntimes:\n{string.Concat(runtimes.Select(r => $"  - {{name: {r}, ports: auto}}\n"))}");
        var environment = new Dictionary<string, string> { ["XDG_STATE_HOME"] = Path.Combine(folder, "state") };
        Task Run(params string[] arguments) => Commands.RunAsync(Path.Combine(home, "clawden"), folder, environment, arguments);
        try
        {
            await series.TimeAsync(() => Run("up", "-d"));
        }
        finally
        {
            await Run("down", "--volumes");
        }
    }

    private static void Print(Dictionary<string, Series> times)
    {
        var slowest = times.Where(t => t.Key != Fleet).MaxBy(t => t.Value.Median);
        Console.WriteLine("| up to healthy | median (least–most) |\n|---|---|");
        foreach (var (name, series) in times) Console.WriteLine($"| {(name == Fleet ? "all seven" : name + " alone")} | {series} |");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nall seven ÷ {slowest.Key} alone, the slowest: {times[Fleet].Median / slowest.Value.Median:0.00}"));
    }
}
