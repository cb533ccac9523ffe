using System.Collections.Immutable;
using System.Globalization;
using ClawFleet.Model.Catalogue;
using ClawFleet.Model.Diagnostics;
using ClawFleet.Model.Parsing;
using ClawFleet.Model.Resolution;
using ClawFleet.Model.Schema;
using ClawFleet.Model.Validation;

namespace ClawFleet.Model.Building;

/// <summary>Who the members are: the single form or the list form, their names, runtimes and replicas, and which of them the command asked for.</summary>
internal static class MemberList
{
    private const int MostReplicas = 100;

    public static ImmutableArray<MemberEntry> Read(YamlMapping root, Resolver resolver, RuntimeCatalogue catalogue, IReadOnlyCollection<string> chosen)
    {
        var faults = resolver.Faults;
        var single = root.Find("runtime");
        var items = root.Find("runtimes")?.Value as YamlSequence;
        if (single is not null && items is { Items.Length: > 0 })
        {
            faults.Error(DiagnosticCodes.BothForms, root.Find("runtimes")!.Key.Span, "`runtime` and `runtimes` both stand in the file", "the first is for one member, the second for several", "keep one of the two");
            return [];
        }

        ImmutableArray<MemberEntry> members;
        if (items is { Items.Length: > 0 })
        {
            OnlyShared(root, faults);
            members = Items(root, items, resolver, catalogue, chosen);
        }
        else if (single is { } entry)
        {
            var runtime = entry.Value is YamlScalar { IsNull: false } written ? resolver.Plain(written, "runtime", needed: true) : null;
            if (runtime is null)
            {
                return [];
            }

            var name = Runtime(runtime, catalogue, faults);
            members = [new MemberEntry(name ?? FleetNames.Slug(runtime.Text), name, root, "", entry.Key.Span, runtime.Span, 1, true, null)];
            members = [members[0] with { Chosen = chosen.Count == 0 || chosen.Contains(members[0].Name) }];
        }
        else
        {
            if (!faults.HasErrors || root.Find("runtimes") is null)
            {
                faults.Error(DiagnosticCodes.NoRuntime, root.Find("runtimes")?.Key.Span ?? root.Span with { Length = 0 }, "the file names no runtime", "there is nothing to run", "add `runtime: zeroclaw`, or a list below `runtimes:`");
            }

            return [];
        }

        NoSuchMember(members, chosen, faults);
        return members;
    }

    private static ImmutableArray<MemberEntry> Items(YamlMapping root, YamlSequence items, Resolver resolver, RuntimeCatalogue catalogue, IReadOnlyCollection<string> chosen)
    {
        var members = ImmutableArray.CreateBuilder<MemberEntry>(items.Items.Length);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var wanted = chosen.ToHashSet(StringComparer.Ordinal);
        foreach (var map in items.Items.OfType<YamlMapping>())
        {
            var reader = new MapReader(map, "runtimes", resolver, needed: true);
            if (reader.Plain("name") is not { } name)
            {
                if (reader.Scalar("name") is null)
                {
                    reader.Error(DiagnosticCodes.MissingKey, map.Span with { Length = 0 }, "a member has no `name`", null, "begin it with `- name: …`");
                }

                continue;
            }

            if (!FleetNames.IsValid(name.Text))
            {
                reader.Error(DiagnosticCodes.BadName, name.Span, $"`{name.Text}` cannot be a member's name", FleetNames.Rule, $"write `{FleetNames.Slug(name.Text)}`");
                continue;
            }

            var replicas = reader.Integer("replicas", 1, MostReplicas) ?? 1;
            var all = Names(name.Text, replicas);
            var taken = all.Find(names.ContainsKey);
            if (taken is not null)
            {
                reader.Error(DiagnosticCodes.DuplicateMember, name.Span,
                    taken == name.Text && names[taken] == name.Text ? $"two members are called `{name.Text}`" : $"`{taken}` is a name of the members `{names[taken]}` and `{name.Text}`",
                    "a member is found by its name", "give one of them another name; `runtime:` says what it runs");
                continue;
            }

            all.ForEach(n => names.Add(n, name.Text));
            var runtime = reader.Scalar("runtime") is null ? name : reader.Plain("runtime");
            members.Add(new MemberEntry(
                name.Text, runtime is null ? null : Runtime(runtime, catalogue, resolver.Faults), map, $"runtimes.{name.Text}", name.Span, runtime?.Span ?? name.Span, replicas,
                wanted.Count == 0 || all.Any(wanted.Contains), root));
        }

        return members.ToImmutable();
    }

    /// <summary>Every name a member answers to: its own and its replicas'.</summary>
    private static List<string> Names(string name, int replicas)
    {
        List<string> names = [name];
        for (var i = 1; replicas > 1 && i <= replicas; i++)
        {
            names.Add(string.Create(CultureInfo.InvariantCulture, $"{name}-{i}"));
        }

        return names;
    }

    private static string? Runtime(Resolved written, RuntimeCatalogue catalogue, DiagnosticBag faults)
    {
        var runtime = RuntimeNames.Canonical(written.Text, catalogue);
        if ((catalogue.FaultOf(written.Text) ?? (runtime is null ? null : catalogue.FaultOf(runtime))) is { } fault)
        {
            foreach (var (why, remedy) in fault.Parts)
            {
                faults.Error(DiagnosticCodes.BadRuntime, written.Span, $"the runtime `{written.Text}` cannot be used: {why}", null, remedy);
            }

            return null;
        }

        if (runtime is null)
        {
            var near = Suggestion.For(written.Text, RuntimeNames.All(catalogue));
            faults.Error(DiagnosticCodes.UnknownRuntime, written.Span, $"there is no runtime `{written.Text}`", null,
                near is not null ? $"did you mean `{near}`?" : $"use one of {string.Join(", ", catalogue.Entries.Values.Where(e => !e.IsService).Select(e => e.Name))}; a member of another name says it with `runtime:`");
        }

        return runtime;
    }

    private static void OnlyShared(YamlMapping root, DiagnosticBag faults)
    {
        foreach (var entry in root.Entries)
        {
            if (SchemaTable.Find(SchemaScope.Fleet, entry.Key.Text) is { Shared: false } && entry.Key.Text != "runtime")
            {
                faults.Error(DiagnosticCodes.MisplacedKey, entry.Key.Span, $"`{entry.Key.Text}` at the top belongs to no member", "with `runtimes:` each member says it for itself", "move it into the member it is for");
            }
        }
    }

    private static void NoSuchMember(ImmutableArray<MemberEntry> members, IReadOnlyCollection<string> chosen, DiagnosticBag faults)
    {
        if (chosen.Count == 0)
        {
            return;
        }

        var names = members.SelectMany(m => Names(m.Name, m.Replicas)).ToHashSet(StringComparer.Ordinal);
        foreach (var name in chosen.Where(n => !names.Contains(n)))
        {
            var near = Suggestion.For(name, names.Order(StringComparer.Ordinal));
            faults.Error(DiagnosticCodes.NoSuchMember, null, $"there is no member `{name}` in the file", null, near is null ? $"it has {string.Join(", ", members.Select(m => m.Name))}" : $"did you mean `{near}`?");
        }
    }
}
