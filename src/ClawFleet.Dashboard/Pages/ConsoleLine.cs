namespace ClawFleet.Dashboard.Pages;

/// <param name="Hue">Which of the eight colours its member has.</param>
internal sealed record ConsoleLine(DateTimeOffset Time, string Member, int Hue, bool Error, string Text);
