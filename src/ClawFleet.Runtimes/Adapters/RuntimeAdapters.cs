using System.Collections.Immutable;
using ClawFleet.Runtimes.IronClaw;
using ClawFleet.Runtimes.MicroClaw;
using ClawFleet.Runtimes.NanoClaw;
using ClawFleet.Runtimes.NullClaw;
using ClawFleet.Runtimes.OpenClaw;
using ClawFleet.Runtimes.PicoClaw;
using ClawFleet.Runtimes.ZeroClaw;

namespace ClawFleet.Runtimes;

/// <summary>The adapters there are, by runtime name.</summary>
public static class RuntimeAdapters
{
    public static ImmutableSortedDictionary<string, IRuntimeAdapter> All { get; } =
        ImmutableSortedDictionary.CreateRange<string, IRuntimeAdapter>(
            StringComparer.Ordinal,
            new IRuntimeAdapter[] { new OpenClawAdapter(), new ZeroClawAdapter(), new IronClawAdapter(), new MicroClawAdapter(), new NanoClawAdapter(), new PicoClawAdapter(), new NullClawAdapter() }.Select(a => KeyValuePair.Create(a.Runtime, a)));

    public static IRuntimeAdapter? Find(string runtime) => All.GetValueOrDefault(runtime);
}
