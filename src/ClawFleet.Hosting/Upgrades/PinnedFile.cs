using System.Collections.Immutable;
using ClawFleet.Model;
using ClawFleet.Model.Catalogue;
using ClawFleet.Model.Editing;

namespace ClawFleet.Hosting.Upgrades;

/// <summary>A fleet's file by its pins, whatever else may be wrong with it.</summary>
/// <param name="Fleet">The fleet's name; null where the file does not say a legal one.</param>
/// <param name="Pins">Null where the file names no members, or is too broken to be read.</param>
public sealed record PinnedFile(FleetFileText File, RuntimeCatalogue Catalogue, string? Fleet, ImmutableArray<MemberPin>? Pins)
{
    /// <exception cref="IOException">The file cannot be read, or is not UTF-8.</exception>
    /// <exception cref="InvalidDataException">A catalogue entry is malformed.</exception>
    public static PinnedFile Read(FleetSessionOptions options)
    {
        var file = FleetFileText.Read(options.File);
        var catalogue = Catalogues.Read(options.Host, options.Project ?? Path.GetDirectoryName(file.Path));
        var variables = FleetSession.Variables(options);
        return new PinnedFile(file, catalogue, FleetFile.ReadName(file.Text, file.Path, variables), FilePins.Read(file.Text, file.Path, catalogue, variables));
    }
}
