using System.Globalization;
using ClawFleet.Cli.Terminal;
using ClawFleet.Hosting;

namespace ClawFleet.Cli.Presentation;

/// <summary>Prints members' lines on standard output, the member's name before each, in a column as wide as the longest name seen.</summary>
internal sealed class LogPrinter(CliConsole console, bool timestamps, bool flushEachLine, IEnumerable<string>? knownMembers = null)
{
    private readonly Dictionary<string, int> _order = (knownMembers ?? []).Select((name, index) => (name, index)).ToDictionary(pair => pair.name, pair => pair.index, StringComparer.Ordinal);
    private int _width = (knownMembers ?? []).Select(name => name.Length).DefaultIfEmpty(0).Max();

    /// <exception cref="OutputClosedException">Nobody reads any more.</exception>
    public void Print(MemberLogLine line)
    {
        if (!_order.TryGetValue(line.Member, out var index))
        {
            index = _order[line.Member] = _order.Count;
            _width = Math.Max(_width, line.Member.Length);
        }

        var time = timestamps ? line.Timestamp.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z '", CultureInfo.InvariantCulture) : "";
        console.Out.Write($"{console.OutPaint.Member(index, $"{line.Member.PadRight(_width)} |")} {time}{line.Text}\n");
        if (flushEachLine)
        {
            console.Out.Flush();
        }
    }
}
