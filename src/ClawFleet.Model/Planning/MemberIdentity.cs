using System.Text.Json.Nodes;
using ClawFleet.Model.Catalogue;
using ClawFleet.Runtimes;

namespace ClawFleet.Model.Planning;

/// <summary>What one replica has of its own: its name, its API token, its database.</summary>
internal static class MemberIdentity
{
    public const string DatabaseName = "ironclaw";

    public static string ApiToken(string member) => $"{Upper(member)}_API_TOKEN";

    public static string DatabasePassword(string member) => $"{Upper(member)}_DATABASE_PASSWORD";

    /// <summary>The password of a tool that has one.</summary>
    public static string ToolPassword(string member, string tool) => $"{Upper(member)}_{Upper(tool)}_PASSWORD";

    /// <summary>Sidecars that the member's configuration leaves on.</summary>
    public static IEnumerable<SidecarEntry> Sidecars(CatalogueEntry entry, JsonObject? config) => entry.Sidecars.Where(s => !IsOff(s, config));

    public static MemberSpec Give(MemberSpec spec, string name, CatalogueEntry entry, RuntimeCatalogue catalogue)
    {
        spec = spec with { Member = name, ApiToken = SecretRef.Scheme + ApiToken(name) };
        foreach (var sidecar in Sidecars(entry, spec.Config))
        {
            spec = spec with { Database = new DatabaseSpec(sidecar.Name, catalogue.Find(sidecar.Service)!.Port, DatabaseName, DatabaseName, SecretRef.Scheme + DatabasePassword(name)) };
        }

        return spec;
    }

    private static bool IsOff(SidecarEntry sidecar, JsonObject? config)
        => sidecar.Unless.Count > 0 && config is not null && sidecar.Unless.All(c => config[c.Key] is JsonValue value && value.TryGetValue<string>(out var text) && text == c.Value);

    private static string Upper(string member) => member.Replace('-', '_').ToUpperInvariant();
}
