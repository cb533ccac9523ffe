namespace ClawFleet.Cli.Images;

/// <summary>What <c>clawden image build</c> and <c>push</c> made; with <c>--json</c> every key is always there.</summary>
/// <param name="Id">The engine's id.</param>
/// <param name="Digest">In the registry; null where it was not pushed.</param>
/// <param name="Sbom">The SPDX document's file; null where none was asked for.</param>
internal sealed record ImageResult(string Name, string Version, string Kind, string Reference, string Id, long SizeBytes, string? Digest, string? Sbom);
