namespace ClawFleet.Model.Environments;

/// <summary>A variable's value and where it came from.</summary>
/// <param name="value">May be a secret: never printed by <see cref="ToString"/>.</param>
/// <param name="source"><c>.env:3</c>, <c>environment</c>, or the <c>--env-file</c> with its line.</param>
public sealed class Variable(string value, string source)
{
    public string Value { get; } = value;

    public string Source { get; } = source;

    public override string ToString() => $"(from {Source})";
}
