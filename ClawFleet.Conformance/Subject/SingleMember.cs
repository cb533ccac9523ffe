using ClawFleet.Model.Catalogue;
using ClawFleet.Runtimes;

namespace ClawFleet.Conformance.Subject;

/// <summary>The file of a fleet of one member, with a model provider where the runtime can be told one (the member itself, where nothing listens): the search for leaked secrets then has something to find.</summary>
internal static class SingleMember
{
    public static string Text(CatalogueEntry entry, string? image)
    {
        var provider = Provider(entry);
        var lines = new List<string> { "name: conformance" };
        if (image is null && entry.HasSimulator) lines.Add("simulate: missing");

        if (provider is not null) lines.Add($"providers: {{ conformance-model: {{ type: {provider}, base_url: \"http://{entry.Name}:9/v1\", api_key: $CONFORMANCE_MODEL_KEY }} }}");

        lines.AddRange(["runtimes:", $"  - name: {entry.Name}", $"    runtime: {entry.Name}", "    ports: auto"]);
        if (image is not null) lines.Add($"    image: {image}");

        if (provider is not null) lines.AddRange(["    provider: conformance-model", "    model: test-model"]);

        lines.Add($"    # env of {entry.Name}");
        return string.Join('\n', lines) + "\n";
    }

    /// <summary>The first provider type that the runtime takes with an address and a key; null when it takes none so.</summary>
    private static string? Provider(CatalogueEntry entry) =>
        entry.Adapter is { } adapter
            ? NativeSupport.Of(adapter).Providers.OrderBy(t => t is "openai" ? 0 : 1).FirstOrDefault(type => !adapter.Check(new MemberSpec
            {
                Fleet = "conformance",
                Member = entry.Name,
                Runtime = entry.Name,
                Port = entry.Port,
                Provider = new ProviderSpec(type, type, $"http://{entry.Name}:9/v1", "secret://MODEL_KEY", null),
                Model = "test-model",
            }).Any(f => f.IsError))
            : null;
}
