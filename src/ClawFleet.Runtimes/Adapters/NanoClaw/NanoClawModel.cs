namespace ClawFleet.Runtimes.NanoClaw;

/// <summary>
/// Which model NanoClaw's agents ask. They are Claude Code, which speaks Anthropic's Messages API and nothing else; the key is in the agents' environment
/// alone, since NanoClaw itself never asks a model.
/// </summary>
internal static class NanoClawModel
{
    public static IEnumerable<SpecFault> Check(MemberSpec spec)
    {
        if (spec.Provider is { Type: not ("anthropic" or "custom") and var type } other && Known(type))
        {
            yield return Faults.Error(
                "provider", $"NanoClaw cannot ask {other.Name} of type {type}", "its agents speak Anthropic's Messages API alone",
                "use a provider of type anthropic, or of type custom whose base_url speaks that API");
            yield break;
        }

        foreach (var fault in Faults.Model(spec, "NanoClaw", t => t is "anthropic" or "custom"))
        {
            yield return fault;
        }

        if (spec.Provider is { Type: "custom", BaseUrl: not null } custom)
        {
            yield return Faults.Warning(
                "provider", $"{custom.Name} is asked by Anthropic's Messages API", "NanoClaw's agents speak no other, although a custom provider is an OpenAI-style one for most runtimes",
                "make sure that its base_url answers POST /v1/messages");
        }
    }

    /// <summary>The variables that agents alone are given.</summary>
    public static IEnumerable<KeyValuePair<string, string>> AgentVariables(MemberSpec spec, MemberSecrets secrets)
    {
        if (spec.Provider is { } provider)
        {
            // Without any key Claude Code asks its user to log in, even where the endpoint wants none.
            yield return new("ANTHROPIC_API_KEY", provider.ApiKey is { } key ? secrets.Value(key) : "none");
            if (provider.BaseUrl is { } url)
            {
                // Claude Code adds /v1/messages itself.
                yield return new("ANTHROPIC_BASE_URL", url.TrimEnd('/') is var trimmed && trimmed.EndsWith("/v1", StringComparison.Ordinal) ? trimmed[..^3] : url);

                // Claude Code's small tasks go to a model of Anthropic's, which another endpoint may not have.
                yield return new("ANTHROPIC_DEFAULT_HAIKU_MODEL", ModelNames.Unprefixed(spec.Model!, provider));
            }
        }

        yield return new("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1");
        yield return new("DISABLE_AUTOUPDATER", "1");
    }

    private static bool Known(string type) => type is "openai" or "google" or "mistral" or "groq" or "openrouter" or "ollama";
}
