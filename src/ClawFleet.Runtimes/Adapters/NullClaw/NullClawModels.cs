using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace ClawFleet.Runtimes.NullClaw;

/// <summary>Models of NullClaw: <c>models.providers.&lt;name&gt;</c> and <c>agents.defaults.model.primary</c>. Source: <c>src/providers/factory.zig</c>.</summary>
internal static class NullClawModels
{
    // Providers with a client of their own, which asks one fixed address whatever base_url says.
    private static readonly ImmutableHashSet<string> Fixed = ["openai", "openrouter"];

    private static readonly ImmutableHashSet<string> Known = ["anthropic", "custom", "google", "groq", "mistral", "ollama", "openai", "openrouter"];

    public static bool Knows(string type) => Known.Contains(type);

    public static IEnumerable<SpecFault> Check(ProviderSpec? provider)
    {
        if (provider is { Type: "google", BaseUrl: not null })
        {
            yield return Faults.Error("provider.base_url", "a base_url for google", "NullClaw's Gemini client asks Google's own address whatever the file says", "use type custom with the OpenAI-compatible address");
        }
    }

    public static void Render(MemberSpec spec, MemberSecrets secrets, JsonObject tree)
    {
        if (spec is not { Provider: { } provider, Model: { } model })
        {
            return;
        }

        var id = Id(provider);
        var entry = new JsonObject();
        if (provider.ApiKey is { } key)
        {
            entry["api_key"] = secrets.Value(key);
        }
        else if (provider.Type == "custom")
        {
            // Without one it would look for any key in its environment.
            entry["api_key"] = "unused";
        }

        if (provider.BaseUrl is { } url)
        {
            // It speaks Ollama's own interface.
            entry["base_url"] = provider.Type == "ollama" ? OllamaAddress.Root(url) : url;
        }

        tree["models"] = new JsonObject { ["providers"] = new JsonObject { [id] = entry } };
        tree["agents"] = new JsonObject { ["defaults"] = new JsonObject { ["model"] = new JsonObject { ["primary"] = $"{id}/{ModelNames.Unprefixed(model, provider)}" } } };
    }

    /// <summary>
    /// A name that NullClaw does not know is an OpenAI-compatible endpoint when it has a base_url. It ends at the first slash of the primary model, so it has none.
    /// </summary>
    private static string Id(ProviderSpec provider) => provider switch
    {
        { Type: "google" } => "gemini",
        { Type: "custom" } => $"fleet-{provider.Name.Replace('/', '-')}",
        { BaseUrl: not null } when Fixed.Contains(provider.Type) => $"fleet-{provider.Type}",
        _ => provider.Type,
    };
}
