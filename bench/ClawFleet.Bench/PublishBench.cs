using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using ClawFleet.Bench.Measuring;
using ClawFleet.Model;
using ClawFleet.Model.Catalogue;
using ClawFleet.Model.Environments;
using ClawFleet.Model.Planning;
using ClawFleet.Model.Plans;
using ClawFleet.Publishing.Kubernetes;

namespace ClawFleet.Bench;

/// <summary>From a plan to what is published of it, for 10, 100 and 1,000 members, against the planning. Processor time, the median of many runs, warm; nothing is written to disk.</summary>
internal static class PublishBench
{
    private static readonly int[] Sizes = [10, 100, 1000];
    private const int Warm = 5;
    private const int Runs = 15;

    public static int Run(string[] args)
    {
        var home = args is ["--home", var given] ? given : Environment.CurrentDirectory;
        var catalogue = RuntimeCatalogue.Read(Path.Combine(home, "runtimes"));
        var images = new ImageNames(catalogue.Entries.ToImmutableSortedDictionary(e => e.Key, e => $"clawfleet/{e.Key}:real"), catalogue.Entries.ToImmutableSortedDictionary(e => e.Key, e => $"clawfleet/{e.Key}-simulated:1"));
        Console.WriteLine("| members | parse and plan | kubernetes | ÷ parse and plan | files | bytes |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var size in Sizes)
        {
            var text = Text(size);
            var (plan, publish) = (new Series(), new Series());
            var (files, bytes) = (0, 0L);
            for (var i = 0; i < Warm + Runs; i++)
            {
                var begin = ProcessorTime.Seconds;
                var planned = Plan(text, catalogue, images);
                var middle = ProcessorTime.Seconds;
                var published = KubernetesManifests.Of(planned, new KubernetesOptions());
                var end = ProcessorTime.Seconds;
                if (i >= Warm)
                {
                    plan.Add(middle - begin);
                    publish.Add(end - middle);
                }

                (files, bytes) = (published.Length, published.Sum(f => (long)Encoding.UTF8.GetByteCount(f.Text)));
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {size} | {plan.Median * 1000:0.00} ms | {publish.Median * 1000:0.00} ms | {publish.Median / plan.Median:0.0} | {files} | {bytes} |"));
        }

        return 0;
    }

    private static FleetPlan Plan(string text, RuntimeCatalogue catalogue, ImageNames images)
    {
        var loaded = FleetFile.Load(text, "/bench/clawden.yaml", catalogue, VariableSet.Read(null, new Dictionary<string, string>()), []);
        return Planner.Plan(loaded.Document ?? throw new InvalidOperationException(string.Join('\n', loaded.Diagnostics)), catalogue, new PlanOptions { Images = images }).Plan!;
    }

    private static string Text(int members)
    {
        var text = new StringBuilder("name: bench\nsimulate: always\nruntimes:\n");
        for (var i = 0; i < members; i++) text.Append(CultureInfo.InvariantCulture, $"  - {{name: m{i}, runtime: zeroclaw, ports: auto}}\n");
        return text.ToString();
    }
}
