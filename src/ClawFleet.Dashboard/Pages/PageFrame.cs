namespace ClawFleet.Dashboard.Pages;

/// <summary>What is around every page.</summary>
/// <param name="Base">The path that all addresses begin with; empty or <c>/fleet</c>.</param>
/// <param name="Section">The part of the page that is open: <c>fleet</c>, <c>console</c>, <c>logs</c>, <c>traces</c>, <c>metrics</c>, <c>health</c>, <c>config</c>, <c>none</c> for a message, <c>wait</c> for one that may pass, or empty for a person who is not let in.</param>
internal sealed record PageFrame(string Fleet, string Base, string Section, string Title, string FormToken, bool AllowLifecycle)
{
    /// <summary>The page itself, as it was rendered.</summary>
    public string Body { get; init; } = "";
}
