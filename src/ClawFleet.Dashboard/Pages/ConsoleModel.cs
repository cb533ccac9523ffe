using ClawFleet.Dashboard.Serving;
using ClawFleet.Engine;
using ClawFleet.Hosting;

namespace ClawFleet.Dashboard.Pages;

/// <summary>The last lines of one member or of all.</summary>
/// <param name="Lines">Of them the last ones, for a browser without scripts; with them the page fetches all that were asked for.</param>
internal sealed record ConsoleModel(IReadOnlyList<string> Members, string Member, string Text, int Tail, IReadOnlyList<ConsoleLine> Lines, int Hidden)
{
    /// <summary>As many lines as a page keeps, of all members together.</summary>
    public const int MostLines = 100_000;
    private const int UsualLines = 10_000, MostWithoutScripts = 500;

    public static int TailOf(RequestQuery ask) => ask.Number("tail", UsualLines, 1, MostLines);

    /// <param name="inside">Asked for by an open page, which has its lines already.</param>
    /// <exception cref="EngineException">The engine cannot be asked.</exception>
    public static async Task<ConsoleModel> ReadAsync(RequestQuery ask, ConsoleReader console, FleetView view, bool inside, CancellationToken ct)
    {
        var names = (await view.NowAsync(ct).ConfigureAwait(false)).Members.Select(m => m.Name).ToList();
        var (tail, text) = (TailOf(ask), ask.Text("text"));
        var all = inside ? [] : await console.LastAsync(ask.Members, Math.Min(tail, MostWithoutScripts), null, ct).ConfigureAwait(false);
        var lines = all.Select(l => new ConsoleLine(l.Timestamp, l.Member, Hue(names, l.Member), l.Stream == OutputStream.Stderr, TerminalText.Plain(l.Text)))
            .Where(l => l.Text.Contains(text, StringComparison.OrdinalIgnoreCase)).ToList();
        return new ConsoleModel(names, ask.Text("member"), text, tail, lines, all.Count - lines.Count);
    }

    private static int Hue(List<string> names, string member) => Math.Max(0, names.IndexOf(member)) % 8;
}
