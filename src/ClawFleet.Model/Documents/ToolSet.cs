using System.Collections.Immutable;
using ClawFleet.Model.Catalogue;

namespace ClawFleet.Model.Documents;

/// <summary>What is put into a member's image besides its runtime. Equal sets are one image, in whatever order the file names them.</summary>
/// <param name="Tools">Each after the tools it needs, else by name.</param>
public sealed record ToolSet(ImmutableArray<ToolEntry> Tools, PackageSet Packages)
{
    public static ToolSet Empty { get; } = new([], PackageSet.Empty);

    public bool IsEmpty => Tools.IsEmpty && Packages.IsEmpty;

    /// <summary>Sorted names.</summary>
    public ImmutableArray<string> Names => [.. Tools.Select(t => t.Name).Order(StringComparer.Ordinal)];

    public ToolNeeds Needs => Tools.Aggregate(ToolNeeds.None, (sum, tool) => sum + tool.Needs);

    /// <summary>One text for equal sets, empty for the empty one.</summary>
    public string Key => string.Join(' ', Tools.Select(t => t.Name).Concat(Packages.Words));

    public bool Equals(ToolSet? other) => other is not null && Key == other.Key;

    public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);
}

/// <summary>Packages by name, sorted, each as its own package manager writes it (<c>imagemagick</c>, <c>@scope/name@1.2.3</c>, <c>httpx==0.28.1</c>).</summary>
public sealed record PackageSet(ImmutableArray<string> Apt, ImmutableArray<string> Npm, ImmutableArray<string> Pip)
{
    public static PackageSet Empty { get; } = new([], [], []);

    public bool IsEmpty => Apt.IsEmpty && Npm.IsEmpty && Pip.IsEmpty;

    /// <summary>Each with the word of its package manager before it.</summary>
    public IEnumerable<string> Words => Apt.Select(p => $"apt:{p}").Concat(Npm.Select(p => $"npm:{p}")).Concat(Pip.Select(p => $"pip:{p}"));
}
