namespace ClawFleet.Dashboard.Lives;

/// <summary>A time in which a container's state did not change.</summary>
/// <param name="Tone"><c>good</c>, <c>busy</c>, <c>bad</c>, <c>off</c>, or <c>unknown</c>.</param>
/// <param name="IsUp">Whether it ran; null when that is not known, or it was never started.</param>
internal sealed record LifeSpan(DateTimeOffset From, DateTimeOffset To, string Tone, string Word, bool? IsUp)
{
    public TimeSpan Duration => To - From;
}
