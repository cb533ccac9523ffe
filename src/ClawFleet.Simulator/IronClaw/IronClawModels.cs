using System.Text.Json;
using System.Text.Json.Nodes;
using ClawFleet.Simulator.Configuration;

namespace ClawFleet.Simulator.IronClaw;

/// <summary>Which model provider is chosen: <c>[llm.default]</c>, else <c>LLM_BACKEND</c>, else the first whose key is there.</summary>
internal static class IronClawModels
{
    /// <param name="KeyVariable">Variable of the API key; null when none exists.</param>
    /// <param name="KeyNeeded">Whether it cannot do without.</param>
    /// <param name="ModelVariable">Variable of the model's name.</param>
    private sealed record Provider(string Id, string? KeyVariable, bool KeyNeeded, string ModelVariable, params string[] Aliases);

    /// <remarks>Source: <c>crates/domains/ironclaw_llm/assets/providers.json</c>.</remarks>
    private static readonly Provider[] Catalogue =
    [
        new("nearai", "NEARAI_API_KEY", false, "NEARAI_MODEL", "near_ai", "near"),
        new("gemini_oauth", null, false, "GEMINI_MODEL", "gemini-oauth"),
        new("openai_codex", null, false, "OPENAI_CODEX_MODEL", "openai-codex", "codex"),
        new("openai", "OPENAI_API_KEY", true, "OPENAI_MODEL", "open_ai"),
        new("anthropic", "ANTHROPIC_API_KEY", true, "ANTHROPIC_MODEL", "claude"),
        new("ollama", null, false, "OLLAMA_MODEL"),
        new("openai_compatible", "LLM_API_KEY", false, "LLM_MODEL", "openai-compatible", "compatible"),
        new("github_copilot", "GITHUB_COPILOT_TOKEN", true, "GITHUB_COPILOT_MODEL", "github-copilot", "githubcopilot", "copilot"),
        new("tinfoil", "TINFOIL_API_KEY", true, "TINFOIL_MODEL"),
        new("openrouter", "OPENROUTER_API_KEY", true, "OPENROUTER_MODEL", "open_router"),
        new("groq", "GROQ_API_KEY", true, "GROQ_MODEL"),
        new("nvidia", "NVIDIA_API_KEY", true, "NVIDIA_MODEL", "nvidia_nim", "nim"),
        new("venice", "VENICE_API_KEY", true, "VENICE_MODEL", "venice_ai", "veniceai"),
        new("together", "TOGETHER_API_KEY", true, "TOGETHER_MODEL", "together_ai", "togetherai"),
        new("fireworks", "FIREWORKS_API_KEY", true, "FIREWORKS_MODEL", "fireworks_ai"),
        new("deepseek", "DEEPSEEK_API_KEY", true, "DEEPSEEK_MODEL", "deep_seek"),
        new("zai", "ZAI_API_KEY", true, "ZAI_MODEL", "bigmodel"),
        new("cerebras", "CEREBRAS_API_KEY", true, "CEREBRAS_MODEL"),
        new("sambanova", "SAMBANOVA_API_KEY", true, "SAMBANOVA_MODEL", "samba_nova"),
        new("gemini", "GEMINI_API_KEY", true, "GEMINI_MODEL", "google_gemini", "google"),
        new("ionet", "IONET_API_KEY", true, "IONET_MODEL", "io_net", "io.net"),
        new("mistral", "MISTRAL_API_KEY", true, "MISTRAL_MODEL", "mistral_ai", "mistralai"),
        new("yandex", "YANDEX_API_KEY", true, "YANDEX_MODEL", "yandex_ai_studio", "yandexgpt", "yandex_gpt"),
        new("minimax", "MINIMAX_API_KEY", true, "MINIMAX_MODEL", "mini_max"),
        new("cloudflare", "CLOUDFLARE_API_KEY", true, "CLOUDFLARE_MODEL", "cloudflare_ai", "cf_ai"),
        new("bedrock", null, false, "BEDROCK_MODEL", "aws_bedrock", "aws"),
    ];

    /// <returns>The model's name (<c>default</c> where only the provider is known), or null when nothing is configured: IronClaw then starts and its runs fail.</returns>
    /// <exception cref="StartRefusedException"><c>[llm.default]</c> cannot work, or <c>LLM_BACKEND</c> names no provider.</exception>
    public static string? Choose(IronClawConfig config, string home, ProcessEnvironment environment)
    {
        IReadOnlyList<Provider> catalogue = [.. OfUser(Path.Combine(home, "providers.json")), .. Catalogue];
        Provider? Find(string id) => catalogue.FirstOrDefault(provider => provider.Id == id || provider.Aliases.Contains(id));

        if (config.Tree.At("llm", "default") is JsonObject slot) return FromSlot(slot, Find, environment);
        if (NotEmpty(environment.Get("LLM_BACKEND")) is { } backend)
        {
            var named = Find(backend) ?? throw new StartRefusedException($"LLM_BACKEND names an unknown provider `{backend}`");
            if (named.KeyNeeded && NotEmpty(environment.Get(named.KeyVariable!)) is null)
            {
                Talk.Warn($"no LLM provider is configured yet: {named.KeyVariable} is not set");
                return null;
            }
            if (named.Id == "openai_compatible" && NotEmpty(environment.Get("LLM_BASE_URL")) is null) throw new StartRefusedException("provider openai_compatible needs LLM_BASE_URL");
            return NotEmpty(environment.Get(named.ModelVariable)) ?? "default";
        }
        var present = catalogue.FirstOrDefault(provider => provider.KeyVariable is { } variable && NotEmpty(environment.Get(variable)) is not null);
        if (present is null) Talk.Warn("no LLM provider is configured yet: runs will fail");
        return present is null ? null : NotEmpty(environment.Get(present.ModelVariable)) ?? "default";
    }

    private static string FromSlot(JsonObject slot, Func<string, Provider?> find, ProcessEnvironment environment)
    {
        var id = slot.Text("provider_id") ?? throw new StartRefusedException("[llm.default] has no provider_id");
        var provider = find(id) ?? throw new StartRefusedException($"[llm.default].provider_id names an unknown provider `{id}`");
        var variable = slot.Text("api_key_env") ?? provider.KeyVariable;
        if (provider.KeyNeeded && NotEmpty(environment.Get(variable!)) is null) throw new StartRefusedException($"[llm.default] needs an API key for `{id}`: {variable} is not set");
        if (provider.Id == "openai_compatible" && (slot.Text("base_url") ?? NotEmpty(environment.Get("LLM_BASE_URL"))) is null) throw new StartRefusedException("[llm.default] of openai_compatible needs base_url");
        if (slot.Text("base_url") is { } url && !(Uri.TryCreate(url, UriKind.Absolute, out var parsed) && (parsed.Scheme is "http" or "https"))) throw new StartRefusedException($"[llm.default].base_url `{url}` is no http(s) URL");
        return slot.Text("model") ?? NotEmpty(environment.Get(provider.ModelVariable)) ?? "default";
    }

    /// <summary>The providers that <c>providers.json</c> in the home adds.</summary>
    private static IEnumerable<Provider> OfUser(string path)
    {
        if (!File.Exists(path)) return [];
        try
        {
            return [.. ((JsonNode.Parse(File.ReadAllText(path)) as JsonArray) ?? throw new JsonException("not an array")).OfType<JsonObject>().Select(entry => new Provider(
                entry.Text("id") ?? throw new JsonException("a provider without id"), entry.Text("api_key_env"), entry.Flag("api_key_required") ?? false, entry.Text("model_env") ?? "LLM_MODEL", [.. entry.Texts("aliases")]))];
        }
        catch (JsonException e)
        {
            throw new StartRefusedException($"could not parse {path}: {e.Message}");
        }
    }

    private static string? NotEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
