using System.Text;
using System.Text.Json;
using ClawFleet.Cli.Presentation;
using ClawFleet.Hosting.Upgrades;
using ClawFleet.Model.Editing;

namespace ClawFleet.Cli.Upgrades;

/// <summary><c>clawden upgrade --check</c>: what runs, what the file pins, what there is.</summary>
internal sealed class UpgradeCheck(UpgradeFleet fleet)
{
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(string? member, bool json)
    {
        var rows = new List<Row>();
        foreach (var pin in member is null ? [.. fleet.Pins] : new[] { fleet.Pin(member) })
        {
            var journal = fleet.Journals.Find(pin.Name);
            rows.Add(new Row(pin, await fleet.RunningAsync(pin).ConfigureAwait(false), journal is null ? null : Word(journal)));
        }

        if (json)
        {
            fleet.Console.Out.WriteLine(Json(rows));
            return ExitCodes.Ok;
        }

        var table = new TextTable("MEMBER", "RUNTIME", "RUNNING", "PINNED", "CARRIED", "NOTE");
        foreach (var row in rows)
        {
            table.Add(row.Pin.Name, row.Pin.Runtime?.Name ?? "?", row.Running.Count == 0 ? "-" : string.Join(", ", row.Running), row.Pinned ?? "-", row.Carried ?? "-", row.Note ?? "");
        }

        table.WriteTo(fleet.Console.Out, fleet.Console.OutPaint.Bold);
        return ExitCodes.Ok;
    }

    private static string Word(UpgradeJournal journal) => journal.Phase == UpgradePhase.Kept
        ? $"the data of {journal.From} is kept; --rollback puts it back"
        : $"an upgrade to {journal.To} was cut off: {journal.Remedy}";

    private static string Json(IEnumerable<Row> rows)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartArray();
            foreach (var row in rows)
            {
                writer.WriteStartObject();
                writer.WriteString("member", row.Pin.Name);
                writer.WriteString("runtime", row.Pin.Runtime?.Name);
                writer.WriteStartArray("running");
                foreach (var version in row.Running)
                {
                    writer.WriteStringValue(version);
                }

                writer.WriteEndArray();
                writer.WriteString("pinned", row.Pinned);
                writer.WriteString("carried", row.Carried);
                writer.WriteString("note", row.Note);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private sealed record Row(MemberPin Pin, IReadOnlyList<string> Running, string? Note)
    {
        public string? Pinned => Pin.Image ?? Pin.Version;

        /// <summary>Null for an image of its user's own: ClawFleet does not know what there is of it.</summary>
        public string? Carried => Pin.Image is null ? Pin.Runtime?.Version : null;
    }
}
