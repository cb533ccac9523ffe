using System.Collections.Immutable;
using ClawFleet.Model.Building;
using ClawFleet.Model.Catalogue;
using ClawFleet.Model.Diagnostics;
using ClawFleet.Model.Environments;
using ClawFleet.Model.Parsing;
using ClawFleet.Model.Resolution;
using ClawFleet.Model.Validation;

namespace ClawFleet.Model.Editing;

/// <summary>Reads the pins of a file, and changes one so that every other character of it stays: comments, quotes, order, line ends.</summary>
public static class FilePins
{
    /// <returns>In the order of the file; null when it is too broken to be read as YAML, or names no members.</returns>
    public static ImmutableArray<MemberPin>? Read(string text, string path, RuntimeCatalogue catalogue, VariableSet variables)
    {
        var faults = new DiagnosticBag();
        if (YamlTree.Parse(new SourceText(path, text), faults) is not YamlMapping root || faults.HasErrors)
        {
            return null;
        }

        var resolver = new Resolver(variables, new SecretRegistry(), ImmutableHashSet<string>.Empty, faults);
        var items = (root.Find("runtimes")?.Value as YamlSequence)?.Items ?? [];
        var members = MemberList.Read(root, resolver, catalogue, []);
        return members.IsEmpty ? null : [.. members.Select(m => new MemberPin
        {
            Name = m.Name,
            Runtime = m.Runtime is null ? null : catalogue.Find(m.Runtime),
            Replicas = m.Replicas,
            Version = Text(m, "version"),
            Image = Text(m, "image"),
            Index = m.Fleet is null ? null : items.IndexOf(m.Map),
        })];

        string? Text(MemberEntry member, string key) => new MapReader(member.Map, member.Place, resolver, needed: true).Plain(key)?.Text;
    }

    /// <summary>Changes <c>version:</c>, or adds it.</summary>
    public static PinEdit SetVersion(string text, string path, MemberPin pin, string version) => new PinEditor(text, path, pin).Set("version", version);

    /// <summary>Changes <c>image:</c>.</summary>
    public static PinEdit SetImage(string text, string path, MemberPin pin, string image) => new PinEditor(text, path, pin).Set("image", image);

    /// <summary>Whether <c>--to</c> can be a version: <c>1.2.3</c>, with or without <c>v</c>, and with <c>-rc.1</c> or the like.</summary>
    /// <returns>Without the <c>v</c>; null when it is none.</returns>
    public static string? ExactVersion(string text) => VersionConstraint.Parse(text)?.Exact;
}
