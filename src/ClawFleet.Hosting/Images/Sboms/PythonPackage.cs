namespace ClawFleet.Hosting.Images.Sboms;

/// <summary>A Python distribution from its <c>METADATA</c> (core metadata specification: headers up to the first empty line).</summary>
internal static class PythonPackage
{
    public static bool IsDescription(string path) => path.EndsWith(".dist-info/METADATA", StringComparison.Ordinal);

    /// <returns>Null for a file that names no distribution.</returns>
    public static SbomPackage? Read(string metadata)
    {
        string? name = null, version = null, license = null;
        foreach (var line in metadata.ReplaceLineEndings("\n").Split('\n').TakeWhile(l => l.Length > 0))
        {
            name ??= Value(line, "Name: ");
            version ??= Value(line, "Version: ");
            license ??= Value(line, "License-Expression: ") ?? Value(line, "License: ");
        }

        // purl-spec, type pypi: lower case, and - for _.
        return name is null || version is null ? null
            : new SbomPackage("pypi", name, version, $"pkg:pypi/{Uri.EscapeDataString(name.ToLowerInvariant().Replace('_', '-'))}@{Uri.EscapeDataString(version)}", SpdxLicense.Expression(license));
    }

    private static string? Value(string line, string header) => line.StartsWith(header, StringComparison.OrdinalIgnoreCase) ? line[header.Length..].Trim() : null;
}
