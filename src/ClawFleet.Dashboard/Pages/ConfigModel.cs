using System.Collections.Immutable;
using ClawFleet.Dashboard.Configs;
using ClawFleet.Dashboard.Serving;
using ClawFleet.Engine;

namespace ClawFleet.Dashboard.Pages;

/// <summary>What each member was given, or those settings of it in which a text is found.</summary>
internal sealed record ConfigModel(ImmutableArray<string> Members, string Member, string Text, ImmutableArray<(GivenContainer Container, ImmutableArray<ConfigSection> Sections)> Containers)
{
    /// <exception cref="EngineException">The engine cannot be asked.</exception>
    public static async Task<ConfigModel> ReadAsync(RequestQuery ask, FleetView view, Func<string, string> mask, CancellationToken ct)
    {
        var (member, text) = (ask.Text("member"), ask.Text("text"));
        var all = await view.ContainersAsync(ct).ConfigureAwait(false);
        var sections = new ConfigSections(new ContainerConfig(mask));
        var shown = all.Where(c => member.Length == 0 || c.Status.Name == member || c.Owner == member).Select(c => (Container: c, Sections: Found(sections.Of(c), text))).Where(c => !c.Sections.IsEmpty);
        return new ConfigModel([.. all.Select(c => c.Status.Name)], member, text, [.. shown]);
    }

    // Never searched before it is masked: what is found would tell what is hidden.
    private static ImmutableArray<ConfigSection> Found(ImmutableArray<ConfigSection> sections, string text) => text.Length == 0 ? sections :
    [
        .. sections.Select(s => s.Title.Contains(text, StringComparison.OrdinalIgnoreCase) ? s
            : s with { Rows = [.. s.Rows.Where(r => r.Name.Contains(text, StringComparison.OrdinalIgnoreCase) || r.Value.Contains(text, StringComparison.OrdinalIgnoreCase))] }).Where(s => !s.Rows.IsEmpty),
    ];
}
