namespace ClawFleet.Cli.Terminal;

/// <summary>Colours on a terminal, nothing elsewhere.</summary>
internal sealed class Paint(bool enabled)
{
    private static readonly string[] MemberColours = ["36", "33", "35", "32", "34", "96", "93", "95", "92", "94"];

    public bool Enabled { get; } = enabled;

    public string Bold(string text) => With("1", text);
    public string Dim(string text) => With("2", text);
    public string Red(string text) => With("31", text);
    public string Green(string text) => With("32", text);
    public string Yellow(string text) => With("33", text);
    public string Cyan(string text) => With("36", text);

    /// <summary>The colour of the n-th member, so that neighbours differ.</summary>
    public string Member(int index, string text) => With(MemberColours[index % MemberColours.Length], text);

    /// <summary>https://no-color.org: any non-empty value of NO_COLOR turns colour off.</summary>
    public static bool Wanted(bool isTerminal) => isTerminal
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") is not ("dumb" or null or "");

    private string With(string code, string text) => Enabled ? $"\e[{code}m{text}\e[0m" : text;
}
