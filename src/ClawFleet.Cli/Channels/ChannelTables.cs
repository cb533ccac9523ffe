using ClawFleet.Cli.Presentation;
using ClawFleet.Cli.Terminal;

namespace ClawFleet.Cli.Channels;

/// <summary><c>clawden channels</c> for people.</summary>
internal static class ChannelTables
{
    public static void Write(CliConsole console, IReadOnlyList<ChannelRow> rows)
    {
        var paint = console.OutPaint;
        var table = new TextTable("CHANNEL", "TYPE", "MEMBER", "RUNTIME", "STATE", "HEALTH", "ANSWERS", "CREDENTIALS");
        foreach (var row in rows)
        {
            table.Add(
                row.Name, row.Type, row.Member, row.Simulated ? $"{row.Runtime} (simulated)" : row.Runtime, row.State ?? "-", new(row.Health ?? "-", StateColours.HealthColour(paint, row.Health)),
                row.Audience, row.Credentials.IsEmpty ? "-" : string.Join(' ', row.Credentials));
        }

        table.WriteTo(console.Out, paint.Bold);
        console.Out.Flush();
        if (rows.Count == 0)
        {
            console.Error.WriteLine("no member has a channel; docs/channels.md says which runtime takes which");
        }
    }

    /// <summary>Types as rows, runtimes as columns.</summary>
    public static void WriteGrid(CliConsole console, IReadOnlyList<SupportRow> rows, string[] runtimes)
    {
        var table = new TextTable(["TYPE", .. runtimes.Select(r => r.ToUpperInvariant())]);
        foreach (var type in rows.GroupBy(r => r.Type))
        {
            var having = type.Select(r => r.Runtime).ToHashSet(StringComparer.Ordinal);
            table.Add([type.Key, .. runtimes.Select(r => new TextTable.Cell(having.Contains(r) ? "yes" : ""))]);
        }

        table.WriteTo(console.Out, console.OutPaint.Bold);
        console.Out.Flush();
    }

    /// <summary>One type: a runtime and its fields on each line.</summary>
    public static void WriteFields(CliConsole console, IReadOnlyList<SupportRow> rows)
    {
        var table = new TextTable("RUNTIME", "FIELDS");
        foreach (var row in rows)
        {
            table.Add(row.Runtime, string.Join(' ', row.Fields));
        }

        table.WriteTo(console.Out, console.OutPaint.Bold);
        console.Out.Flush();
    }
}
