using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using ClawFleet.Bench.Measuring;
using ClawFleet.Model;
using ClawFleet.Model.Catalogue;
using ClawFleet.Model.Environments;
using ClawFleet.Model.Planning;

namespace ClawFleet.Bench;

/// <summary>From the text of a <c>clawden.yaml</c> to the plan, for 10, 100 and 1,000 members, each with a channel and a provider.</summary>
/// <remarks>Processor time and the median of many runs, warm: BenchmarkDotNet takes minutes on a small machine to say the same.</remarks>
internal static class PlanBench
{
    private static readonly int[] Sizes = [10, 100, 1000];
    private const int Warm = 30;
    private const int Runs = 30;

    public static int Run(string[] args)
    {
        var home = args is ["--home", var given] ? given : Environment.CurrentDirectory;
        var catalogue = RuntimeCatalogue.Read(Path.Combine(home, "runtimes"));
        var images = new ImageNames(catalogue.Entries.ToImmutableSortedDictionary(e => e.Key, e => e.Key + ":real"), catalogue.Entries.ToImmutableSortedDictionary(e => e.Key, e => e.Key + ":simulated"));
        Console.WriteLine("| members | first, cold | parse | plan | both | microseconds a member |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var size in Sizes)
        {
            var text = Text(size);
            var variables = VariableSet.Read(null, new Dictionary<string, string> { ["ANTHROPIC_API_KEY"] = "k" });
            var cold = ProcessorTime.Seconds;
            Once(text, catalogue, images, variables, new Series(), new Series());
            var first = ProcessorTime.Seconds - cold;
            var (parse, plan) = (new Series(), new Series());
            for (var i = 0; i < Warm; i++) Once(text, catalogue, images, variables, new Series(), new Series());
            for (var i = 0; i < Runs; i++) Once(text, catalogue, images, variables, parse, plan);
            var both = (parse.Median + plan.Median) * 1000;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {size} | {first * 1000:0.0} ms | {parse.Median * 1000:0.00} ms | {plan.Median * 1000:0.00} ms | {both:0.00} ms | {both * 1000 / size:0} |"));
        }
        return 0;
    }

    private static void Once(string text, RuntimeCatalogue catalogue, ImageNames images, VariableSet variables, Series parse, Series plan)
    {
        var begin = ProcessorTime.Seconds;
        var loaded = FleetFile.Load(text, "/bench/clawden.yaml", catalogue, variables, []);
        if (loaded.Document is null) throw new InvalidOperationException(string.Join('\n', loaded.Diagnostics));
        parse.Add(ProcessorTime.Seconds - begin);
        begin = ProcessorTime.Seconds;
        var planned = Planner.Plan(loaded.Document, catalogue, new PlanOptions { Images = images });
        if (planned.Plan is null) throw new InvalidOperationException(string.Join('\n', planned.Diagnostics));
        plan.Add(ProcessorTime.Seconds - begin);
    }

    private static string Text(int members)
    {
        var text = new StringBuilder("name: bench\nsimulate: always\nproviders:\n  anthropic: {api_key: $ANTHROPIC_API_KEY}\nchannels:\n");
        for (var i = 0; i < members; i++) text.Append(CultureInfo.InvariantCulture, $"  tg{i}: {{type: telegram, token: \"{i}:bench\", allowed_users: [\"1\"]}}\n");
        text.Append("runtimes:\n");
        for (var i = 0; i < members; i++) text.Append(CultureInfo.InvariantCulture, $"  - {{name: m{i}, runtime: zeroclaw, provider: anthropic, model: claude-sonnet-4-5, channels: [tg{i}], ports: auto}}\n");
        return text.ToString();
    }
}
