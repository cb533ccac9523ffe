using System.Collections.Immutable;
using ClawFleet.Model.Catalogue;

namespace ClawFleet.Cli.Channels;

/// <summary>One channel type of one runtime, as <c>clawden channels support</c> shows it.</summary>
/// <param name="Fields">The fields it takes, by the names of <c>clawden.yaml</c>.</param>
internal sealed record SupportRow(string Type, string Runtime, ImmutableArray<string> Fields)
{
    /// <summary>Every pair that works, by type and runtime. Asked of the adapters, so it says what they do.</summary>
    public static ImmutableArray<SupportRow> Of(RuntimeCatalogue catalogue) =>
    [
        .. from entry in catalogue.Entries.Values
           where !entry.IsService
           let adapter = catalogue.Adapter(entry.Name)
           where adapter is not null
           from channel in NativeSupport.Of(adapter).Channels
           orderby channel.Key, entry.Name
           select new SupportRow(channel.Key, entry.Name, channel.Value),
    ];
}
