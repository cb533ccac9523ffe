using System.Collections.Immutable;
using ClawFleet.Hosting;

namespace ClawFleet.Cli.Publishing;

/// <summary>Tags of ClawFleet's images in a registry: the runtime's version, where this machine's are named after what is in them.</summary>
internal static class ImageTags
{
    private const string Own = "clawfleet/";

    /// <summary>By the plan's image. What has tools in it is an image of this fleet alone and keeps the tag that it has here.</summary>
    public static ImmutableSortedDictionary<string, string> Of(FleetSession session)
    {
        var tags = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var declared = session.Document!.Members.ToDictionary(m => m.Name, StringComparer.Ordinal);
        foreach (var member in session.Plan!.Members)
        {
            foreach (var container in member.Containers.Where(c => c.Image.StartsWith(Own, StringComparison.Ordinal) && (c != member.Main || declared[member.DeclaredName].Tools.IsEmpty)))
            {
                var pinned = container == member.Main ? declared[member.DeclaredName].Version : null;
                tags[container.Image] = Tag(pinned ?? session.Catalogue.Find(container.Runtime)!.Version);
            }
        }

        return tags.ToImmutable();
    }

    /// <summary>What a tag may hold (https://github.com/opencontainers/distribution-spec).</summary>
    private static string Tag(string version) => string.Concat(version.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '-'));
}
