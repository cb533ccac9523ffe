using System.Text;

namespace ClawFleet.Engine.Http;

/// <summary>A path with its query; values are escaped, absent ones left out.</summary>
internal sealed class Query(string path)
{
    private readonly StringBuilder _text = new(path);
    private bool _any;

    public Query Add(string name, string? value)
    {
        if (value is null)
            return this;
        _text.Append(_any ? '&' : '?').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        _any = true;
        return this;
    }

    public Query AddFlag(string name, bool value) => value ? Add(name, "1") : this;

    /// <summary>The engine's <c>filters</c>: a JSON object of lists.</summary>
    public Query AddLabelFilters(params IReadOnlyList<string> labels) => AddFilters(("label", labels));

    /// <summary>The same by more than labels; a key without values asks for nothing.</summary>
    public Query AddFilters(params IReadOnlyList<(string Key, IReadOnlyList<string> Values)> filters)
    {
        var asked = filters.Where(f => f.Values.Count > 0).Select(f => $"{Quoted(f.Key)}:[{string.Join(',', f.Values.Select(Quoted))}]").ToList();
        return asked.Count == 0 ? this : Add("filters", "{" + string.Join(',', asked) + "}");
    }

    /// <summary>A label as JSON text; what JSON's own encoder adds over this costs more to start than the whole call.</summary>
    private static string Quoted(string label) => "\"" + label.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";

    public override string ToString() => _text.ToString();

    /// <summary>A name or id as one segment of a path.</summary>
    public static string Segment(string name) => Uri.EscapeDataString(name);

    /// <summary>An image reference as part of a path: the engine takes its slashes as they are.</summary>
    public static string Reference(string reference) => Uri.EscapeDataString(reference).Replace("%2F", "/", StringComparison.Ordinal);
}
