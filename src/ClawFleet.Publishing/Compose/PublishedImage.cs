namespace ClawFleet.Publishing.Compose;

/// <summary>What an image of the plan is called where the fleet is published for.</summary>
/// <param name="IsLocal">ClawFleet built it and no registry has it: it is on the engine or nowhere.</param>
internal sealed record PublishedImage(string Reference, bool IsLocal)
{
    private const string Own = "clawfleet/";

    /// <param name="image">Image of a plan.</param>
    /// <param name="registry">Takes the place of <c>clawfleet</c> in the names of ClawFleet's images; those of others stay as they are.</param>
    public static PublishedImage Of(string image, string? registry)
        => !image.StartsWith(Own, StringComparison.Ordinal) ? new(image, IsLocal: false)
            : registry is null ? new(image, IsLocal: true)
            : new($"{registry.TrimEnd('/')}/{image[Own.Length..]}", IsLocal: false);
}
