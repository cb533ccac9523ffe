using ClawFleet.Dashboard.Serving;
using ClawFleet.Engine;
using ClawFleet.Hosting;

namespace ClawFleet.Dashboard.Pages;

/// <summary>The last lines of one member or of all.</summary>
internal sealed record ConsoleModel(IReadOnlyList<string> Members, string Member, string Text, int Tail, IReadOnlyList<ConsoleLine> Lines, int Hidden)
{
    /// <exception cref="EngineException">The engine cannot be asked.</exception>
    public static async Task<ConsoleModel> ReadAsync(RequestQuery ask, ConsoleReader console, FleetView view, CancellationToken ct)
    {
        var tail = ask.Number("tail", 500, 1, 2000);
        var names = (await view.NowAsync(ct).ConfigureAwait(false)).Members.Select(m => m.Name).ToList();
        var all = await console.TailAsync(ask.Members, tail, ct).ConfigureAwait(false);
        var text = ask.Text("text");
        var lines = new List<ConsoleLine>();
        var same = 0;
        for (var i = Math.Max(0, all.Count - tail); i < all.Count; i++)
        {
            var line = all[i];
            // Lines of one moment and one member are told apart by their order.
            same = i > 0 && all[i - 1].Timestamp == line.Timestamp && all[i - 1].Member == line.Member ? same + 1 : 0;
            var plain = TerminalText.Plain(line.Text);
            if (plain.Contains(text, StringComparison.OrdinalIgnoreCase))
                lines.Add(new ConsoleLine($"c{line.Timestamp.UtcTicks}-{line.Member}-{same}", line.Timestamp, line.Member, Hue(names, line.Member), line.Stream == OutputStream.Stderr, plain));
        }
        return new ConsoleModel(names, ask.Text("member"), text, tail, lines, Math.Min(all.Count, tail) - lines.Count);
    }

    private static int Hue(List<string> names, string member) => Math.Max(0, names.IndexOf(member)) % 8;
}
