using System.Collections.Immutable;

namespace ClawFleet.Model.Catalogue;

/// <summary>All entries below <c>runtimes/</c>, by name; aliases resolve too.</summary>
public sealed record RuntimeCatalogue(ImmutableSortedDictionary<string, CatalogueEntry> Entries)
{
    /// <summary>Reads <c>&lt;folder&gt;/*/runtime.yaml</c> and each entry's baked default.</summary>
    /// <exception cref="InvalidDataException">An entry is malformed; the message is <c>file:line:col: what; remedy</c>.</exception>
    public static RuntimeCatalogue Read(string folder) => throw new NotImplementedException();
}
