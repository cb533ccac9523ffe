using System.Text;

namespace ClawFleet.Cli.Presentation;

/// <summary>Columns of plain text, two spaces apart, no trailing blanks: readable by people and by awk.</summary>
internal sealed class TextTable(params string[] titles)
{
    private readonly List<Cell[]> _rows = [];

    public void Add(params Cell[] cells) => _rows.Add(cells);

    /// <param name="paintTitle">How titles look.</param>
    public void WriteTo(TextWriter writer, Func<string, string> paintTitle)
    {
        var widths = new int[titles.Length];
        for (var column = 0; column < titles.Length; column++)
        {
            widths[column] = _rows.Count == 0 ? titles[column].Length : Math.Max(titles[column].Length, _rows.Max(row => row[column].Text.Length));
        }

        WriteRow(writer, widths, [.. titles.Select(title => new Cell(title, paintTitle))]);
        foreach (var row in _rows)
        {
            WriteRow(writer, widths, row);
        }
    }

    private static void WriteRow(TextWriter writer, int[] widths, Cell[] cells)
    {
        var last = Array.FindLastIndex(cells, cell => cell.Text.Length > 0);
        var line = new StringBuilder();
        for (var column = 0; column <= last; column++)
        {
            var cell = cells[column];
            line.Append(cell.Paint is null ? cell.Text : cell.Paint(cell.Text));
            if (column < last)
            {
                line.Append(' ', widths[column] - cell.Text.Length + 2);
            }
        }

        writer.Write(line.Append('\n').ToString());
    }

    /// <param name="Paint">Adds colour; widths are counted without it.</param>
    internal readonly record struct Cell(string Text, Func<string, string>? Paint = null)
    {
        public static implicit operator Cell(string text) => new(text);
    }
}
