using System.Text.Json;
using System.Text.Json.Serialization;
using ClawFleet.Hosting;

namespace ClawFleet.Cli.Presentation;

/// <summary>One element of <c>clawden ps --json</c>. Every key is always there.</summary>
internal sealed record PsEntry(
    string Name, string Fleet, string Runtime, string Role, string State, string? Health, string Image, IReadOnlyList<string> Ports, bool Simulated,
    string ContainerId, DateTimeOffset? StartedAt, int? ExitCode, string? Address, string? Reason, IReadOnlyList<ToolPage> Pages)
{
    public static PsEntry Of(string fleet, MemberStatus status) => new(
        status.Name, fleet, status.Runtime, status.Role, status.State.Word(), status.Health, status.Image, status.Ports, status.Simulated,
        status.ContainerId, status.StartedAt, status.ExitCode, status.Address, status.Reason, status.Pages);
}

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(PsEntry[]))]
internal sealed partial class PsJson : JsonSerializerContext
{
    private static readonly PsJson Readable = new(ReadableJson.Options());

    public static string Write(IEnumerable<(string Fleet, MemberStatus Status)> rows) =>
        JsonSerializer.Serialize(rows.Select(row => Presentation.PsEntry.Of(row.Fleet, row.Status)).ToArray(), Readable.PsEntryArray);
}
