namespace ClawFleet.Dashboard.Pages;

/// <summary>A page that is one sentence: what is the matter and what to do.</summary>
internal sealed record MessageModel(string Title, string Text);
