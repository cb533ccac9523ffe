using ClawFleet.Model.Diagnostics;
using ClawFleet.Model.Parsing;
using YamlDotNet.Core;

namespace ClawFleet.Model.Editing;

/// <summary>
/// Finds the place of a member's pin and makes the smallest change there. What comes out is read again and held against what was there: a change that is more than the one
/// value, by an anchor that others share or by YAML that this does not foresee, is refused.
/// </summary>
internal sealed class PinEditor(string text, string path, MemberPin pin)
{
    private readonly SourceText _source = new(path, text);

    public PinEdit Set(string key, string value)
    {
        if (PlacedYaml.Read(text) is not PlacedMapping root)
        {
            return Refuse(0, 0, "the file cannot be read again", key, value);
        }

        if (Member(root) is not PlacedMapping map)
        {
            var node = Member(root) ?? root;
            return Refuse(node.Start, node.End, $"{pin.Name} is written in another place and only named here", key, value);
        }

        if (map.Find(key) is not { } entry)
        {
            return Checked(Insertion(map, key, value), map.Start, map.Start, key, value);
        }

        return entry.Value switch
        {
            PlacedScalar { Style: ScalarStyle.Literal or ScalarStyle.Folded } block => Refuse(block.Start, block.Start, $"`{key}` of {pin.Name} is written as a block", key, value),
            PlacedScalar { Text: var now } scalar when now.Contains('$') => Refuse(scalar.Start, scalar.End, $"`{key}` of {pin.Name} comes from a variable", key, value, "change the variable's value where it is set"),
            PlacedScalar scalar => Checked(Replacement(scalar, value), scalar.Start, scalar.End, key, value),
            PlacedAlias alias => Checked(new FileEdit(alias.Start, text[alias.Start..alias.End], value), alias.Start, alias.End, key, value),
            var other => Refuse(other.Start, other.Start, $"`{key}` of {pin.Name} is no text", key, value),
        };
    }

    private PlacedNode? Member(PlacedMapping root) =>
        pin.Index is not { } index ? root
        : root.Find("runtimes")?.Value is PlacedSequence list && index >= 0 && index < list.Items.Length ? list.Items[index]
        : root.Find("runtimes")?.Value;

    private FileEdit Replacement(PlacedScalar scalar, string value)
    {
        // An anchor or a tag before it stays.
        var start = scalar.Start;
        while (start < scalar.End && text[start] is '&' or '!')
        {
            while (start < scalar.End && !char.IsWhiteSpace(text[start]))
            {
                start++;
            }

            while (start < scalar.End && char.IsWhiteSpace(text[start]))
            {
                start++;
            }
        }

        var quote = scalar.Style switch { ScalarStyle.SingleQuoted => "'", ScalarStyle.DoubleQuoted => "\"", _ => "" };
        return new FileEdit(start, text[start..scalar.End], quote + value + quote);
    }

    /// <summary>After what says who the member is and what it runs.</summary>
    private FileEdit? Insertion(PlacedMapping map, string key, string value)
    {
        var after = map.Find("runtime") ?? map.Find("name");
        if (after is not { Key: PlacedScalar label, Value: PlacedScalar { Style: not (ScalarStyle.Literal or ScalarStyle.Folded) } or PlacedAlias })
        {
            return null;
        }

        if (map.IsFlow)
        {
            var quote = label.Style == ScalarStyle.DoubleQuoted ? "\"" : "";
            return new FileEdit(after.Value.End, "", $", {quote}{key}{quote}: {quote}{value}{quote}");
        }

        var begin = text.LastIndexOf('\n', Math.Max(0, label.Start - 1), label.Start) + 1;
        var line = $"{new string(' ', label.Start - begin)}{key}: {value}";
        var end = text.IndexOf('\n', after.Value.End);
        if (end >= 0)
        {
            return new FileEdit(end + 1, "", line + (text[end - 1] == '\r' ? "\r\n" : "\n"));
        }

        var above = text.IndexOf('\n');
        return new FileEdit(text.Length, "", (above > 0 && text[above - 1] == '\r' ? "\r\n" : "\n") + line);
    }

    private PinEdit Checked(FileEdit? edit, int start, int end, string key, string value)
    {
        if (edit is null)
        {
            return Refuse(start, end, $"there is no place in {pin.Name} where `{key}` can be added", key, value);
        }

        var faults = new DiagnosticBag();
        var before = (YamlMapping)YamlTree.Parse(_source, new DiagnosticBag())!;
        return YamlTree.Parse(new SourceText(path, edit.Apply(text)), faults) is YamlMapping after && !faults.HasErrors && Differs(before, after, key, value)
            ? new PinEdit(edit, null)
            : Refuse(start, end, $"changing `{key}` of {pin.Name} here would change something else too", key, value);
    }

    /// <summary>Whether the two differ in that one value and in nothing else.</summary>
    private bool Differs(YamlMapping before, YamlMapping after, string key, string value)
    {
        if (pin.Index is not { } index)
        {
            return SameBut(before, after, key, value);
        }

        return SameBut(before, after, "runtimes", null)
            && before.Find("runtimes")?.Value is YamlSequence old && after.Find("runtimes")?.Value is YamlSequence now && old.Items.Length == now.Items.Length
            && old.Items[index] is YamlMapping was && now.Items[index] is YamlMapping becomes && SameBut(was, becomes, key, value)
            && Enumerable.Range(0, old.Items.Length).All(i => i == index || Same(old.Items[i], now.Items[i]));
    }

    /// <param name="value">What the key must be afterwards; null when that is looked at elsewhere.</param>
    private static bool SameBut(YamlMapping before, YamlMapping after, string key, string? value) =>
        (value is null || after.Find(key)?.Value is YamlScalar scalar && scalar.Text == value && !scalar.IsNull)
        && before.Entries.Where(e => e.Key.Text != key).All(e => after.Find(e.Key.Text) is { } other && Same(e.Value, other.Value))
        && after.Entries.All(e => e.Key.Text == key || before.Find(e.Key.Text) is not null);

    private static bool Same(YamlNode a, YamlNode b) => a.Tag == b.Tag && (a, b) switch
    {
        (YamlScalar x, YamlScalar y) => x.Text == y.Text && x.IsPlain == y.IsPlain,
        (YamlSequence x, YamlSequence y) => x.Items.Length == y.Items.Length && x.Items.Zip(y.Items).All(pair => Same(pair.First, pair.Second)),
        (YamlMapping x, YamlMapping y) => x.Entries.Length == y.Entries.Length && x.Entries.All(e => y.Find(e.Key.Text) is { } other && Same(e.Value, other.Value)),
        _ => false,
    };

    private PinEdit Refuse(int start, int end, string what, string key, string value, string? remedy = null)
    {
        var before = text.AsSpan(0, Math.Min(start, text.Length));
        var line = before.Count('\n') + 1;
        var span = _source.Span(line, start - (before.LastIndexOf('\n') + 1) + 1, Math.Max(0, end - start));
        return new PinEdit(null, new Diagnostic(
            DiagnosticCodes.PinElsewhere, Severity.Error, span, what, "the pin is changed at its place in the member, and nothing else with it",
            remedy ?? $"write `{key}: {value}` into {pin.Name} yourself, and run `clawden upgrade {pin.Name} --to {(key == "image" && pin.Image is { } image ? value[(value.LastIndexOf(image.Contains('@') ? '@' : ':') + 1)..] : value)}` then", _source.Line(line) is { } shown ? SecretMask.MaskByKey(shown) : null));
    }
}
