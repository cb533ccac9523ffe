using System.Diagnostics;
using System.Globalization;
using ClawFleet.Bench.Measuring;

namespace ClawFleet.Bench;

/// <summary>How long programs take to begin: clawinit, clawsim, the command, and what the launcher adds to it.</summary>
internal static class StartBench
{
    private const int Runs = 40;

    public static async Task<int> RunAsync(string[] args)
    {
        var home = args is ["--home", var given] ? Path.GetFullPath(given) : Environment.CurrentDirectory;
        var container = Directory.GetDirectories(Path.Combine(home, "artifacts", "container"))[0];
        var empty = new Dictionary<string, string>();
        var clawden = Path.Combine(home, "artifacts", "clawden", "clawden");
        var ownRoot = Path.Combine(home, "artifacts", "clawden", "dotnet-root");
        var direct = new Dictionary<string, string> { ["CLAWFLEET_HOME"] = home };
        if (File.Exists(ownRoot)) direct["DOTNET_ROOT"] = File.ReadAllText(ownRoot).Trim();

        using var place = new InitPlace(home, Path.Combine(container, "clawinit"));
        var run = await place.CommandAsync();
        var (init, sim, command, launched) = (new Series(), new Series(), new Series(), new Series());
        for (var i = 0; i < Runs; i++)
        {
            init.Add(await TimeAsync(run[0], place.Variables, run[1..]));
            sim.Add(await TimeAsync(Path.Combine(container, "clawsim"), empty, "--as", "zeroclaw", "--version"));
            command.Add(await TimeAsync(clawden, direct, "version"));
            launched.Add(await TimeAsync(Path.Combine(home, "clawden"), empty, "version"));
        }
        Console.WriteLine("| start | median | least |");
        Console.WriteLine("|---|---|---|");
        Print("clawinit run, to the runtime's start with its configuration written", init);
        Print("clawsim --version", sim);
        Print("clawden version, the program", command);
        Print("clawden version, through the launcher", launched);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| the launcher adds | {(launched.Median - command.Median) * 1000:0.0} ms | {(launched.Min - command.Min) * 1000:0.0} ms |"));
        return 0;
    }

    private static void Print(string name, Series series) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {series.Median * 1000:0.0} ms | {series.Min * 1000:0.0} ms |"));

    private static async Task<double> TimeAsync(string program, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        await Task.WhenAll(output, errors);
        return clock.Elapsed.TotalSeconds;
    }
}
