using System.Collections.Immutable;
using ClawFleet.Model.Catalogue;
using ClawFleet.Model.Diagnostics;
using ClawFleet.Model.Documents;
using ClawFleet.Model.Resolution;
using ClawFleet.Model.Schema;
using ClawFleet.Model.Validation;

namespace ClawFleet.Model.Building;

/// <summary>A member's <c>tools</c> and <c>packages</c> to one set. What it names is there, or is an error.</summary>
internal static class ToolReader
{
    private const string Node = "node";
    private const string Python = "python";

    /// <param name="image">The member's own image; tools cannot be put into that.</param>
    public static ToolSet Read(MapReader map, RuntimeCatalogue catalogue, string? image)
    {
        var found = new SortedDictionary<string, ToolEntry>(StringComparer.Ordinal);
        foreach (var asked in map.List("tools") ?? [])
        {
            if (Find(map, catalogue, asked) is { } tool)
            {
                Add(map, catalogue, asked, tool, found, []);
            }
        }

        var packages = map.Child("packages") is { } child ? Packages(child) : PackageSet.Empty;
        foreach (var (needed, by) in new[] { (Node, packages.Npm), (Python, packages.Pip) })
        {
            if (!by.IsEmpty && catalogue.Tools.TryGetValue(needed, out var tool))
            {
                Add(map, catalogue, null, tool, found, []);
            }
        }

        if (image is not null && (map.Entry("tools") ?? map.Entry("packages")) is { } said && (found.Count > 0 || !packages.IsEmpty))
        {
            map.Error(DiagnosticCodes.NotSupported, said.Key.Span, "tools and packages cannot be put into an image of your own", "they are layers below ClawFleet's own images", $"put them into `{image}` yourself, or remove `image:`");
        }

        return new ToolSet(InOrder(found), packages);
    }

    private static ToolEntry? Find(MapReader map, RuntimeCatalogue catalogue, Resolved asked)
    {
        if (catalogue.Tools.TryGetValue(asked.Text, out var tool))
        {
            return tool;
        }

        if (ToolNames.Refused.TryGetValue(asked.Text, out var remedy))
        {
            map.Error(DiagnosticCodes.UnknownTool, asked.Span, $"there is no tool `{asked.Text}`", null, remedy);
            return null;
        }

        var near = Suggestion.For(asked.Text, catalogue.Tools.Keys);
        map.Error(DiagnosticCodes.UnknownTool, asked.Span, $"there is no tool `{asked.Text}`", null,
            near is not null ? $"did you mean `{near}`?"
            : $"use some of {string.Join(", ", catalogue.Tools.Keys)}, or write {(FleetNames.IsValid(asked.Text) ? $"a tools/{asked.Text}/setup.sh" : "one of your own, tools/NAME/setup.sh with a name of a–z, 0–9 and hyphens,")} beside the file");
        return null;
    }

    /// <param name="asked">Where the file names it, or the tool that needs it; null when a package does.</param>
    /// <param name="above">The tools that led here.</param>
    private static void Add(MapReader map, RuntimeCatalogue catalogue, Resolved? asked, ToolEntry tool, SortedDictionary<string, ToolEntry> found, ImmutableArray<string> above)
    {
        if (above.Contains(tool.Name) || Broken(map, asked, tool) || !found.TryAdd(tool.Name, tool))
        {
            return;
        }

        foreach (var needed in tool.Tools)
        {
            if (!catalogue.Tools.TryGetValue(needed, out var other) || above.Contains(needed) || needed == tool.Name)
            {
                Fault(map, asked, tool, other is null ? $"it needs the tool {needed}, which is not there" : $"it needs the tool {needed}, which needs it", $"mend `tools:` in {Path.Combine(tool.Folder, "tool.yaml")}");
                continue;
            }

            Add(map, catalogue, asked, other, found, above.Add(tool.Name));
        }
    }

    private static bool Broken(MapReader map, Resolved? asked, ToolEntry tool)
    {
        if (tool.Fault is not { } fault)
        {
            return false;
        }

        var cut = fault.LastIndexOf("; ", StringComparison.Ordinal);
        Fault(map, asked, tool, cut < 0 ? fault : fault[..cut], cut < 0 ? "mend it" : fault[(cut + 2)..]);
        return true;
    }

    private static void Fault(MapReader map, Resolved? asked, ToolEntry tool, string why, string remedy)
        => map.Error(DiagnosticCodes.BadTool, asked?.Span ?? map.Map.Find("packages")!.Key.Span, $"the tool `{tool.Name}` cannot be used", why, remedy);

    /// <summary>By name, but each after what it needs.</summary>
    private static ImmutableArray<ToolEntry> InOrder(SortedDictionary<string, ToolEntry> found)
    {
        var order = ImmutableArray.CreateBuilder<ToolEntry>(found.Count);
        var placed = new HashSet<string>(StringComparer.Ordinal);
        void Place(ToolEntry tool)
        {
            if (!placed.Add(tool.Name))
            {
                return;
            }

            foreach (var needed in tool.Tools.Order(StringComparer.Ordinal))
            {
                if (found.TryGetValue(needed, out var other))
                {
                    Place(other);
                }
            }

            order.Add(tool);
        }

        foreach (var tool in found.Values)
        {
            Place(tool);
        }

        return order.ToImmutable();
    }

    private static PackageSet Packages(MapReader packages) => new(
        Named(packages, "apt", PackageNames.IsApt, "imagemagick"),
        Named(packages, "npm", PackageNames.IsNpm, "@scope/name@1.2.3"),
        Named(packages, "pip", PackageNames.IsPip, "httpx==0.28.1"));

    private static ImmutableArray<string> Named(MapReader packages, string manager, Func<string, bool> isValid, string example)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var package in packages.List(manager) ?? [])
        {
            if (isValid(package.Text))
            {
                names.Add(package.Text);
            }
            else
            {
                packages.Error(DiagnosticCodes.BadValue, package.Span, $"`{package.Text}` is no {manager} package", "a name and perhaps a version is all that is taken", $"write it like `{example}`");
            }
        }

        return [.. names];
    }
}
