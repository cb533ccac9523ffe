namespace ClawFleet.Publishing.Compose;

/// <summary>What an image of the plan is called where the fleet is published for.</summary>
/// <param name="IsLocal">ClawFleet built it and no registry has it: it is on the engine or nowhere.</param>
internal sealed record PublishedImage(string Reference, bool IsLocal)
{
    private const string Own = "clawfleet/";

    /// <param name="image">Image of a plan.</param>
    /// <param name="registry">Takes the place of <c>clawfleet</c> in the names of ClawFleet's images; those of others stay as they are.</param>
    public static PublishedImage Of(string image, ComposeRegistry? registry)
    {
        if (!image.StartsWith(Own, StringComparison.Ordinal))
        {
            return new(image, IsLocal: false);
        }

        if (registry is null)
        {
            return new(image, IsLocal: true);
        }

        var moved = $"{registry.Prefix.TrimEnd('/')}/{image[Own.Length..]}";
        return new(registry.Tags.TryGetValue(image, out var tag) ? $"{moved[..moved.LastIndexOf(':')]}:{tag}" : moved, IsLocal: false);
    }
}
