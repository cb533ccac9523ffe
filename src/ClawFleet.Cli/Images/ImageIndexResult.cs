namespace ClawFleet.Cli.Images;

/// <summary>What <c>clawden image index</c> made.</summary>
internal sealed record ImageIndexResult(string Name, string Version, string Reference, string Digest, IReadOnlyList<string> Platforms);
