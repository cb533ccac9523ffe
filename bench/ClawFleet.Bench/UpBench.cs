using System.Globalization;
using ClawFleet.Bench.Engine;
using ClawFleet.Bench.Measuring;
using ClawFleet.Bench.Subjects;

namespace ClawFleet.Bench;

/// <summary>
/// <c>up -d</c> to all healthy, <c>up -d</c> with nothing to do, <c>ps</c> and <c>down</c> of tiny members: ClawFleet, the engine's API, docker
/// compose. One round after the other on one machine, each round in all three, so that what else the machine does falls on all alike.
/// </summary>
internal static class UpBench
{
    private static readonly string[] Steps = ["up to healthy", "up, nothing to do", "ps", "down"];

    public static async Task<int> RunAsync(UpOptions options)
    {
        var folder = Directory.CreateTempSubdirectory("clawbench-").FullName;
        try
        {
            foreach (var members in options.Members) await CompareAsync(options, folder, members);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task CompareAsync(UpOptions options, string folder, int members)
    {
        using var engine = new RawEngine();
        var clawfleet = new ClawFleetSubject(options.Home, folder, members);
        clawfleet.Write();
        await clawfleet.UpAsync(); // builds the image, and shows what the others must do
        var containers = await CapturedContainer.OfFleetAsync(engine, ClawFleetSubject.Fleet);
        var secrets = Path.Combine(folder, "secrets");
        foreach (var container in containers) await Commands.RunAsync("/bin/sh", folder, new Dictionary<string, string>(), "-c", $"mkdir -p '{secrets}' && rm -rf '{secrets}/{container.Member}' && cp -a '{container.SecretFolder}' '{secrets}/{container.Member}'");
        await clawfleet.CleanAsync();

        var subjects = new List<ISubject> { clawfleet, new RawSubject(engine, containers, secrets, options.Parallel) };
        if (options.Compose is { } program)
        {
            var compose = new ComposeSubject(program, folder, containers, secrets);
            compose.Write();
            subjects.Add(compose);
        }

        var times = subjects.ToDictionary(subject => subject, _ => Steps.ToDictionary(step => step, _ => new Series()));
        for (var round = 0; round < options.Rounds; round++)
        {
            // Another one begins each round: none always meets the machine as the first leaves it.
            foreach (var subject in subjects.Skip(round % subjects.Count).Concat(subjects.Take(round % subjects.Count)))
            {
                Console.Error.WriteLine($"{members} members, round {round + 1} of {options.Rounds}: {subject.Name}");
                await MeasureAsync(subject, times[subject]);
            }
        }
        Print(members, subjects, times);
    }

    private static async Task MeasureAsync(ISubject subject, Dictionary<string, Series> times)
    {
        try
        {
            await times[Steps[0]].TimeAsync(subject.UpAsync);
            if (subject.Again is { } again) await times[Steps[1]].TimeAsync(again);
            if (subject.List is { } list) await times[Steps[2]].TimeAsync(list);
            await times[Steps[3]].TimeAsync(subject.DownAsync);
        }
        finally
        {
            await subject.CleanAsync();
        }
    }

    private static void Print(int members, List<ISubject> subjects, Dictionary<ISubject, Dictionary<string, Series>> times)
    {
        Console.WriteLine();
        Console.WriteLine($"| {members} members | {string.Join(" | ", subjects.Select(subject => subject.Name))} | {string.Join(" | ", subjects.Skip(1).Select(subject => "÷ " + subject.Name))} |");
        Console.WriteLine($"|---|{string.Concat(Enumerable.Repeat("---|", 2 * subjects.Count - 1))}");
        foreach (var step in Steps)
        {
            var own = times[subjects[0]][step];
            var ratios = subjects.Skip(1).Select(subject => times[subject][step]).Select(other => other.IsEmpty ? "-" : (own.Median / other.Median).ToString("0.00", CultureInfo.InvariantCulture));
            Console.WriteLine($"| {step} | {string.Join(" | ", subjects.Select(subject => times[subject][step].ToString()))} | {string.Join(" | ", ratios)} |");
        }
    }
}
