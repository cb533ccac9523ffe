using System.Text.Json.Serialization;

namespace ClawFleet.Hosting.Upgrades;

[JsonSourceGenerationOptions(WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(UpgradeJournal))]
internal sealed partial class UpgradeJournalJson : JsonSerializerContext;
