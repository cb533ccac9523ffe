using ClawFleet.Cli.Presentation;
using ClawFleet.Cli.Terminal;

namespace ClawFleet.Cli.Runtimes;

/// <summary><c>clawden runtime list</c> for people.</summary>
internal static class RuntimeTable
{
    public static void Write(CliConsole console, IReadOnlyList<RuntimeRow> rows)
    {
        var table = new TextTable("RUNTIME", "TITLE", "VERSION", "ORIGIN", "IMAGE", "SIMULATOR", "CHAT", "CHANNELS");
        foreach (var row in rows)
        {
            table.Add(
                row.Name, row.Title, row.Version, row.Origin, row.ImagePresent switch { true => "built", false => "not built", null => "-" }, row.Simulator ? "yes" : "no", row.Chat ?? "-",
                row.Channels.Count == 0 ? "-" : string.Join(' ', row.Channels));
        }

        table.WriteTo(console.Out, console.OutPaint.Bold);
        console.Out.Flush();
    }
}
