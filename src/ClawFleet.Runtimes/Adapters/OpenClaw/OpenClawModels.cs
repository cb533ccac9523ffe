using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace ClawFleet.Runtimes.OpenClaw;

/// <summary>
/// Model providers of OpenClaw. The bundled ones take a key; the others are OpenAI-compatible endpoints under a name of our own, since the provider's own name
/// would make OpenClaw fetch its plugin from npm at each start.
/// </summary>
internal static class OpenClawModels
{
    private static readonly ImmutableHashSet<string> Bundled = ["anthropic", "google", "ollama", "openai", "openrouter"];

    private static readonly ImmutableDictionary<string, string> Compatible = ImmutableDictionary.CreateRange<string, string>(
    [
        new("groq", "https://api.groq.com/openai/v1"),
        new("mistral", "https://api.mistral.ai/v1"),
    ]);

    // Names of provider plugins that are not in the package, and of bundled providers that a custom endpoint must not replace.
    private static readonly ImmutableHashSet<string> Reserved =
    [
        .. Bundled, .. Compatible.Keys, "bedrock", "brave", "cerebras", "deepseek", "exa", "fireworks", "github-copilot", "huggingface", "kimi", "litellm", "lmstudio",
        "microsoft-foundry", "minimax", "moonshot", "nvidia", "perplexity", "qwen", "sglang", "tavily", "together", "vllm", "xai", "zai",
    ];

    public static bool Knows(string type) => type == "custom" || Bundled.Contains(type) || Compatible.ContainsKey(type);

    public static IEnumerable<SpecFault> Check(ProviderSpec? provider)
    {
        if (provider?.OrgId is not null && provider.Type is not ("openai" or "custom"))
        {
            yield return Faults.Error("provider.org_id", $"org_id of {provider.Name}", $"{provider.Type} knows no organisation", "remove it");
        }
    }

    /// <summary>Adds the provider and the default model to <paramref name="tree"/>.</summary>
    public static void Render(MemberSpec spec, OpenClawSecrets secrets, JsonObject tree)
    {
        if (spec.Model is not { } model)
        {
            return;
        }

        var provider = spec.Provider;
        if (provider is null)
        {
            Primary(tree, model);
            return;
        }

        var id = Id(provider);
        var entry = new JsonObject();
        var name = ModelNames.Unprefixed(model, provider);
        var baseUrl = provider.BaseUrl ?? Compatible.GetValueOrDefault(provider.Type);
        if (baseUrl is not null)
        {
            // Ollama's native API sits at the root; its /v1 breaks tool calls.
            entry["baseUrl"] = provider.Type == "ollama" ? OllamaAddress.Root(baseUrl) : baseUrl;
        }

        if (provider.ApiKey is { } key)
        {
            entry["apiKey"] = secrets.Node(key);
        }
        else if (provider.Type is "ollama" or "custom")
        {
            entry["apiKey"] = "unused";
        }

        if (provider.Type == "openai")
        {
            // Left open, OpenClaw hands OpenAI's own endpoint to its Codex plugin, which it would fetch from npm at each start and fail
            // without (docs/providers/openai/runtimes.md of the package: "openclaw" keeps such a route on OpenClaw).
            entry["agentRuntime"] = new JsonObject { ["id"] = "openclaw" };
        }

        if (provider.OrgId is { } org)
        {
            entry["headers"] = new JsonObject { ["OpenAI-Organization"] = secrets.Node(org) };
        }

        if (!Bundled.Contains(provider.Type) || provider.Type == "ollama")
        {
            entry["api"] = provider.Type == "ollama" ? "ollama" : "openai-completions";
        }

        if (provider.Type != "openrouter")
        {
            // A model that its own list lacks (claude-sonnet-4-5, gpt-5-mini) is unknown to it; only OpenRouter's are taken as they come.
            entry["models"] = new JsonArray(new JsonObject { ["id"] = name, ["name"] = name });
        }

        tree["models"] = new JsonObject { ["providers"] = new JsonObject { [id] = entry } };
        Primary(tree, $"{id}/{name}");
    }

    private static void Primary(JsonObject tree, string model) =>
        ((JsonObject)tree["agents"]!["defaults"]!)["model"] = new JsonObject { ["primary"] = model };

    private static string Id(ProviderSpec provider)
    {
        if (Bundled.Contains(provider.Type))
        {
            return provider.Type;
        }

        var name = provider.Type == "custom" ? provider.Name : provider.Type;
        return Reserved.Contains(name) ? $"fleet-{name}" : name;
    }
}
