namespace ClawFleet.Dashboard.Pages;

/// <param name="Id">The same for the same line each time it is read.</param>
/// <param name="Hue">Which of the eight colours its member has.</param>
internal sealed record ConsoleLine(string Id, DateTimeOffset Time, string Member, int Hue, bool Error, string Text);
