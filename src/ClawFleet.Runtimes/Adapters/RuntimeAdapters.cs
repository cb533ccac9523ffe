using System.Collections.Immutable;

namespace ClawFleet.Runtimes;

/// <summary>The adapters there are, by runtime name.</summary>
public static class RuntimeAdapters
{
    public static ImmutableSortedDictionary<string, IRuntimeAdapter> All { get; } =
        ImmutableSortedDictionary<string, IRuntimeAdapter>.Empty.WithComparers(StringComparer.Ordinal);

    public static IRuntimeAdapter? Find(string runtime) => All.GetValueOrDefault(runtime);
}
