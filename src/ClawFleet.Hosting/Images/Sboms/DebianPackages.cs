namespace ClawFleet.Hosting.Images.Sboms;

/// <summary>What dpkg has installed: <c>/var/lib/dpkg/status</c>, paragraphs of <c>Name: value</c> (deb-control(5), dpkg(1)).</summary>
internal static class DebianPackages
{
    /// <param name="suite">Debian's, for the package URL.</param>
    public static IEnumerable<SbomPackage> Read(string status, string suite)
    {
        foreach (var paragraph in status.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            foreach (var line in paragraph.Split('\n'))
            {
                // A line that begins with a blank goes on with the value above, and none of the values wanted here has a second line.
                var colon = line.IndexOf(':', StringComparison.Ordinal);
                if (colon > 0 && !char.IsWhiteSpace(line[0]))
                {
                    fields[line[..colon]] = line[(colon + 1)..].Trim();
                }
            }

            if (fields.TryGetValue("Package", out var name) && fields.TryGetValue("Version", out var version) && fields.GetValueOrDefault("Status", "").EndsWith(" installed", StringComparison.Ordinal))
            {
                var architecture = fields.GetValueOrDefault("Architecture", "all");
                // purl-spec, type deb: the epoch's colon and a + are escaped.
                yield return new SbomPackage("deb", name, version, $"pkg:deb/debian/{Uri.EscapeDataString(name)}@{Uri.EscapeDataString(version)}?arch={architecture}&distro={suite}",
                    Supplier: fields.TryGetValue("Maintainer", out var maintainer) ? "Organization: " + Actor(maintainer) : null)
                {
                    Homepage = fields.GetValueOrDefault("Homepage"),
                    Comment = fields.TryGetValue("Source", out var source) ? $"built from the source package {source}" : null,
                };
            }
        }
    }

    /// <summary>SPDX puts the address in parentheses (2.3, 7.5), Debian in angle brackets.</summary>
    private static string Actor(string maintainer)
    {
        var open = maintainer.LastIndexOf('<');
        return open > 0 && maintainer.EndsWith('>') ? $"{maintainer[..open].Trim()} ({maintainer[(open + 1)..^1]})" : maintainer;
    }
}
