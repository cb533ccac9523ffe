namespace ClawFleet.Hosting.Images;

/// <summary>What became of a check whether an image is what its inputs make of it.</summary>
/// <param name="Name">The image's name in the catalogue.</param>
/// <param name="Checked">What was compared with what, for people.</param>
/// <param name="Digest">The first image's id in its normal form.</param>
/// <param name="OtherDigest">The second's; null where none was made, since the inputs are already other ones.</param>
/// <param name="OtherInputs">In which inputs the image differs from those here.</param>
/// <param name="Differences">In what the two differ, the first ones.</param>
public sealed record ImageVerdict(string Name, string Checked, string Digest, string? OtherDigest, IReadOnlyList<string> OtherInputs, IReadOnlyList<ImageDifference> Differences)
{
    public bool Holds => Digest == OtherDigest;
}
