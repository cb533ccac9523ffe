using ClawFleet.Engine;
using ClawFleet.Hosting.Images;

namespace ClawFleet.Cli.Images;

/// <summary>One image as <c>clawden image list</c> shows it; with <c>--json</c> every key is always there.</summary>
/// <param name="Kind"><c>real</c>, <c>simulated</c> or <c>service</c>.</param>
/// <param name="Use"><c>fleet</c>: what members here run. <c>registry</c>: made by <c>image build</c>.</param>
/// <param name="Present">Whether the engine has it; null where no engine answers.</param>
/// <param name="Current">Whether it is made of what this ClawFleet folder holds.</param>
/// <param name="Id">The engine's; null where it does not have it.</param>
/// <param name="Digests">What registries call it: <c>ghcr.io/team/zeroclaw@sha256:…</c>.</param>
internal sealed record ImageRow(string Name, string Version, string Kind, string Use, string Reference, bool? Present, bool Current, string? Id, long? SizeBytes, IReadOnlyList<string> Digests)
{
    public static ImageRow Of(CatalogueImage image, ImageDetails? found, bool engineAnswers) => new(
        image.Name, image.Version, Word(image.Kind), "fleet", image.LocalReference, engineAnswers ? found is not null : null, true, found?.Id, found?.SizeBytes, found?.RegistryDigests ?? []);

    /// <summary>An image that the engine has beyond those.</summary>
    /// <param name="known">What the catalogue has under its name.</param>
    public static ImageRow Of(string reference, ImageDetails found, CatalogueImage known) => new(
        known.Name, found.Labels.GetValueOrDefault("org.opencontainers.image.version", "-"), Word(known.Kind), found.Labels.ContainsKey(ImageLabels.Debian) ? "registry" : "fleet", reference, true,
        found.Labels.GetValueOrDefault(ImageLabels.ContentHash) == known.ContentHash, found.Id, found.SizeBytes, found.RegistryDigests);

    public static string Word(ImageKind kind) => kind switch
    {
        ImageKind.Simulated => "simulated",
        ImageKind.Service => "service",
        _ => "real",
    };
}
