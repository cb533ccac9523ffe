namespace ClawFleet.Publishing.Compose;

/// <summary>Where ClawFleet's images are pulled from.</summary>
/// <param name="Prefix">Registry and path, such as <c>registry.example/team</c>.</param>
/// <param name="Tags">Tags there by the plan's image; one that is not in it has the same tag there as here.</param>
public sealed record ComposeRegistry(string Prefix, IReadOnlyDictionary<string, string> Tags);
