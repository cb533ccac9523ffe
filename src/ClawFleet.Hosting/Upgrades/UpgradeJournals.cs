using System.Text.Json;

namespace ClawFleet.Hosting.Upgrades;

/// <summary>The journals of a fleet's upgrades, one file a member.</summary>
public sealed class UpgradeJournals
{
    private readonly FleetStateFolder _folder;

    internal UpgradeJournals(FleetStateFolder folder) => _folder = folder;

    public static UpgradeJournals Of(FleetHostOptions options, string fleet) => new(new FleetStateFolder(options.StateRoot, fleet));

    /// <exception cref="IOException">A journal cannot be read.</exception>
    public IReadOnlyList<UpgradeJournal> ReadAll() =>
        Directory.Exists(_folder.Upgrades) ? [.. Directory.EnumerateFiles(_folder.Upgrades, "*.json").Order(StringComparer.Ordinal).Select(Read)] : [];

    /// <returns>Null when no upgrade of the member is under way, was cut off, or kept its copy.</returns>
    /// <exception cref="IOException">The journal cannot be read.</exception>
    public UpgradeJournal? Find(string member) => File.Exists(Path(member)) ? Read(Path(member)) : null;

    internal void Write(UpgradeJournal journal)
    {
        _folder.Ensure();
        PrivateFiles.EnsureFolder(_folder.Upgrades);
        PrivateFiles.Write(Path(journal.Member), JsonSerializer.SerializeToUtf8Bytes(journal, UpgradeJournalJson.Default.UpgradeJournal));
    }

    internal void Delete(string member) => File.Delete(Path(member));

    private string Path(string member) => System.IO.Path.Combine(_folder.Upgrades, member + ".json");

    private static UpgradeJournal Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), UpgradeJournalJson.Default.UpgradeJournal) ?? throw new JsonException("it is empty");
        }
        catch (JsonException e)
        {
            throw new IOException($"The journal of an upgrade, {path}, cannot be read ({e.Message.TrimEnd('.')}); docs/upgrade.md says how to put a copy back by hand. Remove the file then.", e);
        }
    }
}
