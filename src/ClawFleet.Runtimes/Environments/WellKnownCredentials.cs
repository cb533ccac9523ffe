using System.Collections.Immutable;

namespace ClawFleet.Runtimes.Environments;

/// <summary>Variables that make some runtime act by their mere presence: they never reach a runtime unless its adapter puts them there.</summary>
public static class WellKnownCredentials
{
    /// <summary>The key variables of each provider type, the first one being the provider's own.</summary>
    public static ImmutableSortedDictionary<string, ImmutableArray<string>> ProviderKeys { get; } =
        ImmutableSortedDictionary.CreateRange<string, ImmutableArray<string>>(StringComparer.Ordinal,
        [
            new("anthropic", ["ANTHROPIC_API_KEY"]),
            new("google", ["GEMINI_API_KEY", "GOOGLE_API_KEY"]),
            new("groq", ["GROQ_API_KEY"]),
            new("mistral", ["MISTRAL_API_KEY"]),
            new("openai", ["OPENAI_API_KEY"]),
            new("openrouter", ["OPENROUTER_API_KEY"]),
        ]);

    private static readonly string[] ChannelTypes =
    [
        "DISCORD", "DINGTALK", "FEISHU", "GOOGLE_CHAT", "IRC", "LARK", "LINE", "MATRIX", "MATTERMOST", "MSTEAMS", "NOSTR",
        "QQ", "SIGNAL", "SLACK", "TEAMS", "TELEGRAM", "TWITCH", "WHATSAPP", "ZALO",
    ];

    private static readonly string[] ChannelParts =
    [
        "BOT_TOKEN", "APP_TOKEN", "USER_TOKEN", "TOKEN", "ACCESS_TOKEN", "PASSWORD", "APP_ID", "APP_SECRET", "APP_PASSWORD", "PHONE", "HOMESERVER", "USER_ID", "ALLOWED_USERS",
    ];

    // OpenClaw fetches a plugin from npm for each of these; the other runtimes pick a provider or tool by them.
    private static readonly string[] Others =
    [
        "AI_GATEWAY_API_KEY", "ANTHROPIC_OAUTH_TOKEN", "BRAVE_API_KEY", "CEREBRAS_API_KEY", "DASHSCOPE_API_KEY", "DEEPSEEK_API_KEY", "EXA_API_KEY",
        "FIRECRAWL_API_KEY", "FIREWORKS_API_KEY", "IRC_HOST", "IRC_NICK", "KIMI_API_KEY", "LINE_CHANNEL_ACCESS_TOKEN", "LINE_CHANNEL_SECRET", "MATTERMOST_URL",
        "MOONSHOT_API_KEY", "MSTEAMS_TENANT_ID", "NEARAI_API_KEY", "PERPLEXITY_API_KEY", "QWEN_API_KEY", "SEARXNG_BASE_URL", "TAVILY_API_KEY",
        "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "XAI_API_KEY", "ZAI_API_KEY",
    ];

    public static ImmutableArray<string> All { get; } =
    [
        .. ProviderKeys.Values.SelectMany(k => k)
            .Concat(ChannelTypes.SelectMany(t => ChannelParts.Select(p => $"{t}_{p}")))
            .Concat(Others)
            .Concat(["CLAWDEN_ALLOWED_USERS", "CLAWDEN_LLM_API_KEY", "CLAWDEN_LLM_BASE_URL", "CLAWDEN_LLM_MODEL", "CLAWDEN_LLM_ORG_ID", "CLAWDEN_LLM_PROVIDER"])
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];
}
