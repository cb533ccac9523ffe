using System.Collections.Immutable;
using ClawFleet.Model.Parsing;
using ClawFleet.Model.Validation;

namespace ClawFleet.Model.Catalogue;

/// <summary>One <c>tool.yaml</c>. Every key of it may be left out, and so may the file.</summary>
internal sealed class ToolFile : EntryReader
{
    private static readonly string[] RootKeys = ["title", "tools", "env", "port", "passwordFile", "needs"];

    private ToolFile(SourceText source)
        : base(source)
    {
    }

    /// <exception cref="InvalidDataException">The text is malformed; one line for each fault.</exception>
    public static ToolEntry Read(string text, string path)
    {
        var file = new ToolFile(new SourceText(path, text));
        return file.Whole(file.Read(Path.GetDirectoryName(path)!));
    }

    private ToolEntry? Read(string folder)
    {
        if (Root("the file describes no tool", "begin it with `title: …`, or remove it") is not { } root)
        {
            return null;
        }

        Keys(root, RootKeys);
        var name = Path.GetFileName(folder);
        var port = Map(root, "port", "number", "path");
        var needs = Map(root, "needs", "memory", "pids", "shm", "tmp");
        return new ToolEntry
        {
            Name = name,
            Title = Text(root, "title") ?? name,
            Folder = folder,
            Tools = Texts(root, "tools"),
            Environment = Environment(root),
            Port = port is null ? null : new ToolPort(Require(port, "number", Integer(port, "number", 1, 65535) ?? 0), Text(port, "path") ?? "/"),
            PasswordFileVariable = Text(root, "passwordFile"),
            Needs = needs is null ? ToolNeeds.None : new ToolNeeds(Size(needs, "memory") ?? 0, Integer(needs, "pids", 1, 1_000_000) ?? 0, Size(needs, "shm") ?? 0, Size(needs, "tmp") ?? 0),
        };
    }

    private ImmutableSortedDictionary<string, string> Environment(YamlMapping root)
    {
        var variables = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (root.Find("env")?.Value is { } value && value is not YamlMapping)
        {
            Fault(value.Span, $"`env` is a map, and this is {value.Noun}", "write `{NAME: value}`");
        }

        foreach (var entry in (root.Find("env")?.Value as YamlMapping)?.Entries ?? [])
        {
            if (!VariableNames.IsValid(entry.Key.Text) || entry.Key.Text.StartsWith("CLAWFLEET_", StringComparison.Ordinal))
            {
                Fault(entry.Key.Span, $"`{entry.Key.Text}` cannot be a variable's name", "use letters, digits and _, and not CLAWFLEET_ at the start");
            }
            else if (entry.Value is not YamlScalar { IsNull: false } text || text.Text.StartsWith("secret://", StringComparison.Ordinal))
            {
                Fault(entry.Value.Span, $"`{entry.Key.Text}` is plain text, and this is {entry.Value.Noun}", "write a word");
            }
            else
            {
                variables[entry.Key.Text] = text.Text;
            }
        }

        return variables.ToImmutable();
    }
}
