namespace ClawFleet.Hosting.Images;

/// <summary>One thing in which two images differ.</summary>
/// <param name="Where"><c>configuration</c>, or <c>layer 2 of 5</c>: the lowest layer is the first.</param>
/// <param name="Path">In the configuration a key, <c>config.Env[2]</c>; in a layer an absolute path.</param>
/// <param name="What">What the first has and what the second has.</param>
public sealed record ImageDifference(string Where, string Path, string What)
{
    public override string ToString() => $"{Where}: {Path}: {What}";
}
