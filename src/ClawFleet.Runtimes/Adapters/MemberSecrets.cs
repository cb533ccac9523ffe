namespace ClawFleet.Runtimes;

/// <summary>Turns secret references into values while rendering.</summary>
internal sealed class MemberSecrets(RenderInput input)
{
    /// <summary>The text itself, or the value of the secret it names.</summary>
    /// <exception cref="RenderException">The secret is not there.</exception>
    public string Value(string text) => SecretRef.TryParse(text, out var secret) ? Value(secret) : text;

    public string Value(SecretRef secret) =>
        input.Secret(secret) is { Length: > 0 } value
            ? value
            : throw new RenderException($"the secret {secret.Name} is missing: give the file {input.Paths.Secrets}/{secret.FileName} or the variable {secret.Name}");
}
