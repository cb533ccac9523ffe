using System.Collections.Immutable;
using ClawFleet.Model.Plans;
using ClawFleet.Runtimes;

namespace ClawFleet.Model.Catalogue;

/// <summary>One <c>runtimes/&lt;name&gt;/runtime.yaml</c>: a runtime, or a service that runtimes take as a sidecar.</summary>
public sealed record CatalogueEntry
{
    public required string Name { get; init; }
    public required bool IsService { get; init; }
    public required string Title { get; init; }
    public required string Version { get; init; }
    public ImmutableArray<string> Aliases { get; init; } = [];
    public required int Port { get; init; }

    /// <summary>Whether a simulator can stand in for it.</summary>
    public bool HasSimulator { get; init; }

    /// <summary>Absolute folder of the entry.</summary>
    public required string Folder { get; init; }

    /// <summary>Upstream's own image that the Dockerfile copies from; null when it needs none.</summary>
    public string? UpstreamImage { get; init; }

    /// <summary>Text of the baked default configuration (the folder's <c>default.*</c> file), or null.</summary>
    public string? BakedDefault { get; init; }

    public required HealthPlan Health { get; init; }
    public required int StopGraceSeconds { get; init; }
    public required LimitsPlan Limits { get; init; }
    public ImmutableArray<int> FinalExitCodes { get; init; } = [];
    public required long TmpBytes { get; init; }
    public ImmutableArray<SidecarEntry> Sidecars { get; init; } = [];

    /// <summary>How one talks to it; null for a service, and for a runtime that cannot be asked.</summary>
    public ChatEntry? Chat { get; init; }

    /// <summary>How it is started and told what it is to be; null for a service, and for a runtime that has an adapter of its own.</summary>
    public RuntimeDescription? Native { get; init; }

    public CatalogueOrigin Origin { get; init; } = CatalogueOrigin.BuiltIn;

    /// <summary>Whether upstream's image can be asked for in another version: it is named by a tag that has the version in it.</summary>
    public bool HasVersions => TagWithVersion is not null;

    /// <summary>The same runtime in another version of upstream's image; configuration, limits and health stay those of <see cref="Version"/>.</summary>
    /// <exception cref="InvalidOperationException"><see cref="HasVersions"/> is false.</exception>
    public CatalogueEntry At(string version)
    {
        var (name, tag) = TagWithVersion ?? throw new InvalidOperationException($"{Name} is to be had in version {Version} alone.");
        return this with { Version = version, UpstreamImage = name + tag.Replace(Version, version, StringComparison.Ordinal) };
    }

    private (string Name, string Tag)? TagWithVersion =>
        UpstreamImage is { } image && !image.Contains('@') && image.LastIndexOf(':') is var colon && colon > image.LastIndexOf('/') && image.Split(Version) is [_, _] && image.IndexOf(Version, StringComparison.Ordinal) > colon
            ? (image[..colon], image[colon..])
            : null;

    /// <summary>What knows how to start it; null for a service, and for a runtime that nothing in this version knows.</summary>
    public IRuntimeAdapter? Adapter => IsService ? null : Native is { } native ? new DescribedAdapter(native) : RuntimeAdapters.Find(Name);
}

/// <param name="Name">Sidecar's name within its member.</param>
/// <param name="Service">Catalogue entry of the service.</param>
/// <param name="Unless">Native keys and values of the member's <c>config:</c> that turn it off.</param>
public sealed record SidecarEntry(string Name, string Service, ImmutableSortedDictionary<string, string> Unless);
