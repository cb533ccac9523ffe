namespace ClawFleet.Hosting.Images;

/// <summary>An image on the engine in the form in which it goes to a registry.</summary>
/// <param name="Id">The engine's: <c>sha256:…</c>.</param>
/// <param name="Sbom">The SPDX document's file; null where none was asked for.</param>
public sealed record PublishedImage(CatalogueImage Image, string Reference, string Id, long SizeBytes, string? Sbom);
