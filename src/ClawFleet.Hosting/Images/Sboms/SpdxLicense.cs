using System.Collections.Frozen;

namespace ClawFleet.Hosting.Images.Sboms;

/// <summary>Whether what a package says of its licence is an SPDX expression (SPDX 2.3, annex D). What is not certain is left unsaid.</summary>
internal static class SpdxLicense
{
    /// <summary>From the SPDX licence list: those that packages of npm and PyPI really name.</summary>
    private static readonly FrozenSet<string> Known = FrozenSet.ToFrozenSet(
    [
        "0BSD", "AFL-2.1", "AGPL-3.0-only", "AGPL-3.0-or-later", "Apache-2.0", "Artistic-2.0", "BlueOak-1.0.0", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC-BY-3.0", "CC-BY-4.0", "CC0-1.0",
        "EPL-1.0", "EPL-2.0", "GPL-2.0-only", "GPL-2.0-or-later", "GPL-3.0-only", "GPL-3.0-or-later", "HPND", "ISC", "LGPL-2.1-only", "LGPL-2.1-or-later", "LGPL-3.0-only", "LGPL-3.0-or-later",
        "MIT", "MIT-0", "MPL-2.0", "OFL-1.1", "PSF-2.0", "Python-2.0", "Unicode-3.0", "Unicode-DFS-2016", "Unlicense", "WTFPL", "Zlib", "ZPL-2.1",
    ], StringComparer.Ordinal);

    /// <returns>The text itself where it is an expression of known licences; else null.</returns>
    public static string? Expression(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var words = text.Replace("(", " ( ", StringComparison.Ordinal).Replace(")", " ) ", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var (open, wantsLicense) = (0, true);
        foreach (var word in words)
        {
            switch (word)
            {
                case "(" when wantsLicense:
                    open++;
                    break;
                case ")" when !wantsLicense && open > 0:
                    open--;
                    break;
                case "AND" or "OR" when !wantsLicense:
                    wantsLicense = true;
                    break;
                case var license when wantsLicense && Known.Contains(license):
                    wantsLicense = false;
                    break;
                default:
                    return null;
            }
        }

        return open == 0 && !wantsLicense ? text.Trim() : null;
    }
}
