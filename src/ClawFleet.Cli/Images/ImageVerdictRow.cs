using ClawFleet.Hosting.Images;

namespace ClawFleet.Cli.Images;

/// <summary>What <c>clawden image verify --json</c> says of one image.</summary>
/// <param name="Same">Whether the two are one image.</param>
/// <param name="Inputs">In which inputs it differs from what is here; then nothing was built.</param>
internal sealed record ImageVerdictRow(string Name, string Checked, bool Same, string Digest, string? OtherDigest, IReadOnlyList<string> Inputs, IReadOnlyList<ImageDifference> Differences)
{
    public static ImageVerdictRow Of(ImageVerdict verdict) => new(verdict.Name, verdict.Checked, verdict.Holds, verdict.Digest, verdict.OtherDigest, verdict.OtherInputs, verdict.Differences);
}
