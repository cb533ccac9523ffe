using System.Globalization;
using ClawFleet.Cli.Presentation;
using ClawFleet.Cli.Terminal;

namespace ClawFleet.Cli.Images;

/// <summary>Images for people.</summary>
internal static class ImageTables
{
    private const int ShortId = 19; // sha256: and twelve digits

    public static void Write(CliConsole console, IReadOnlyList<ImageRow> rows)
    {
        var table = new TextTable("IMAGE", "VERSION", "KIND", "FOR", "HERE", "SIZE", "ID", "REFERENCE");
        foreach (var row in rows)
        {
            table.Add(
                row.Name, row.Version, row.Kind, row.Use == "fleet" ? "fleets" : "registry", row.Present switch { true => row.Current ? "yes" : "earlier", false => "no", null => "-" },
                row.SizeBytes is { } size ? Size(size) : "-", row.Id is { } id ? Short(id) : "-", row.Reference);
        }

        Write(console, table);
    }

    public static void Write(CliConsole console, IReadOnlyList<ImageResult> results)
    {
        var table = new TextTable("IMAGE", "VERSION", "SIZE", "ID", "REFERENCE");
        foreach (var result in results)
        {
            table.Add(result.Name, result.Version, Size(result.SizeBytes), Short(result.Id), result.Digest is null ? result.Reference : $"{result.Reference}@{result.Digest}");
        }

        Write(console, table);
    }

    public static void Write(CliConsole console, IReadOnlyList<ImageIndexResult> results)
    {
        var table = new TextTable("IMAGE", "VERSION", "PLATFORMS", "REFERENCE");
        foreach (var result in results)
        {
            table.Add(result.Name, result.Version, string.Join(' ', result.Platforms), $"{result.Reference}@{result.Digest}");
        }

        Write(console, table);
    }

    private static void Write(CliConsole console, TextTable table)
    {
        table.WriteTo(console.Out, console.OutPaint.Bold);
        console.Out.Flush();
    }

    private static string Short(string id) => id.Length <= ShortId ? id : id[..ShortId];

    /// <summary>As docker image ls shows it: powers of ten.</summary>
    private static string Size(long bytes) => bytes < 1_000_000_000
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.#}MB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.##}GB");
}
