namespace ClawFleet.Hosting.Images.Sboms;

/// <summary>Something that somebody released and that is in an image.</summary>
/// <param name="Kind"><c>deb</c>, <c>npm</c>, <c>pypi</c>, <c>oci</c> or <c>program</c>; with name and version it is the package's identity.</param>
/// <param name="Version">As its own packaging writes it.</param>
/// <param name="Url">Package URL (purl), which scanners look up; null where there is no scheme for it.</param>
/// <param name="License">An SPDX expression; null where it is not known.</param>
/// <param name="Supplier">Who packaged it; null where it is not known.</param>
/// <param name="Sha256">Of the program, in hexadecimal digits; null where it is more than one file.</param>
internal sealed record SbomPackage(string Kind, string Name, string Version, string? Url, string? License = null, string? Supplier = null, string? Sha256 = null)
{
    public string? Homepage { get; init; }

    public string? Comment { get; init; }
}
