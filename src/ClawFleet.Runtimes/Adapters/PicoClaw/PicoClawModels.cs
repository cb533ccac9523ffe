using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace ClawFleet.Runtimes.PicoClaw;

/// <summary>Models of PicoClaw: one entry of <c>model_list</c>, which the agent names by its alias.</summary>
internal static class PicoClawModels
{
    private const string Alias = "main";

    // PicoClaw's word for each provider; a custom endpoint is spoken to as any OpenAI-compatible one (pkg/providers/factory_provider.go).
    private static readonly ImmutableDictionary<string, string> Providers = ImmutableDictionary.CreateRange<string, string>(
    [
        new("anthropic", "anthropic"), new("custom", "litellm"), new("google", "gemini"), new("groq", "groq"), new("mistral", "mistral"),
        new("ollama", "ollama"), new("openai", "openai"), new("openrouter", "openrouter"),
    ]);

    public static bool Knows(string type) => Providers.ContainsKey(type);

    public static IEnumerable<SpecFault> Check(ProviderSpec? provider)
    {
        if (provider?.OrgId is not null && provider.Type is not ("openai" or "custom"))
        {
            yield return Faults.Error("provider.org_id", $"org_id of {provider.Name}", $"{provider.Type} knows no organisation", "remove it");
        }
    }

    public static void Render(MemberSpec spec, PicoClawSecrets secrets, JsonObject tree)
    {
        if (spec is not { Provider: { } provider, Model: { } model })
        {
            return;
        }

        var entry = new JsonObject { ["model_name"] = Alias, ["provider"] = Providers[provider.Type], ["model"] = ModelNames.Unprefixed(model, provider), ["enabled"] = true };
        if (provider.BaseUrl is { } url)
        {
            // It speaks to Ollama through its OpenAI-compatible interface.
            entry["api_base"] = provider.Type == "ollama" ? OllamaAddress.Compatible(url) : url;
        }

        if (provider.ApiKey is { } key)
        {
            entry["api_keys"] = new JsonArray(secrets.Node(key));
        }

        if (provider.OrgId is { } organisation)
        {
            entry["custom_headers"] = new JsonObject { ["OpenAI-Organization"] = secrets.Values(JsonValue.Create(organisation)) };
        }

        tree["model_list"] = new JsonArray(entry);
        ((JsonObject)tree["agents"]!["defaults"]!)["model_name"] = Alias;
    }
}
