using System.Collections.Immutable;
using ClawFleet.Model.Catalogue;

namespace ClawFleet.Cli.Runtimes;

/// <summary>One runtime as <c>clawden runtime list</c> shows it; with <c>--json</c> every key is always there.</summary>
/// <param name="Origin"><c>built-in</c>, <c>project</c> or <c>user</c>.</param>
/// <param name="Image">What its image is called; null where that is not known.</param>
/// <param name="ImagePresent">Whether the engine has it; null where no engine answers.</param>
/// <param name="Simulator">Whether a simulator can stand in for it.</param>
/// <param name="Channels">Channel types it has natively.</param>
/// <param name="Chat">The protocol of <c>clawden chat</c>; null where it cannot be asked.</param>
internal sealed record RuntimeRow(
    string Name, string Title, string Version, string Origin, string Folder, string? Image, bool? ImagePresent, bool Simulator, IReadOnlyList<string> Channels, string? Chat)
{
    public static RuntimeRow Of(CatalogueEntry entry, BuiltImages images) => new(
        entry.Name, entry.Title, entry.Version, Word(entry.Origin), entry.Folder,
        images.References.GetValueOrDefault(entry.Name), images.Present?.Contains(entry.Name), entry.HasSimulator,
        entry.Adapter is { } adapter ? [.. NativeSupport.Of(adapter).Channels.Keys] : ImmutableArray<string>.Empty, entry.Chat?.Protocol);

    private static string Word(CatalogueOrigin origin) => origin switch
    {
        CatalogueOrigin.Project => "project",
        CatalogueOrigin.User => "user",
        _ => "built-in",
    };
}
