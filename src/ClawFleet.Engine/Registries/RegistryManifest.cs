namespace ClawFleet.Engine.Registries;

/// <summary>An image for one platform, as a registry has it.</summary>
/// <param name="MediaType">Of its manifest: Docker's or OCI's.</param>
/// <param name="Digest">Of its manifest, <c>sha256:…</c>.</param>
/// <param name="Size">Of its manifest, in bytes.</param>
/// <param name="Architecture"><c>amd64</c>.</param>
/// <param name="Variant"><c>v8</c>, say; null for none.</param>
public sealed record RegistryManifest(string MediaType, string Digest, long Size, string Os, string Architecture, string? Variant, IReadOnlyDictionary<string, string> Labels);
