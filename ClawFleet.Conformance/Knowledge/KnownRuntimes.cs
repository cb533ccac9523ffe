namespace ClawFleet.Conformance.Knowledge;

/// <summary>The runtimes whose own words the suite knows. Sources: each runtime's README in <c>runtimes/</c>.</summary>
internal static class KnownRuntimes
{
    private static readonly Dictionary<string, RuntimeKnowledge> ByName = new(StringComparer.Ordinal)
    {
        ["openclaw"] = new(
            "/config/openclaw.json", "/usr/share/clawfleet/defaults/openclaw/default.json",
            new NativeOverride("CLAWFLEET_CONFIG__logging__level", "debug", """
                "level"\s*:\s*"debug"
                """),
            // Without a model that answers, the gateway says 500 in OpenAI's error form; the token and the route were right.
            [new ApiCall("/v1/chat/completions", """{"model":"openclaw","messages":[{"role":"user","content":"ping"}]}""", [200, 400, 429, 500, 502, 503, 504])],
            new Dictionary<string, string>()),
        ["zeroclaw"] = new(
            "/config/config.toml", "/usr/share/clawfleet/defaults/zeroclaw/default.toml",
            new NativeOverride("CLAWFLEET_CONFIG__gateway__request_timeout_secs", "77", @"request_timeout_secs\s*=\s*77\b"),
            [new ApiCall("/webhook", """{"message":"ping"}""", [200, 408, 500, 503])],
            new Dictionary<string, string>()),
        ["ironclaw"] = new(
            "/config/config.toml", "/usr/share/clawfleet/defaults/ironclaw/default.toml",
            new NativeOverride("CLAWFLEET_CONFIG__runner__max_iterations", "77", @"max_iterations\s*=\s*77\b"),
            [
                new ApiCall("/v1/models", null, [200, 501]),
                new ApiCall("/api/v1/responses", """{"model":"default","input":"ping"}""", [200, 500, 502, 503]),
            ],
            new Dictionary<string, string>()),
    };

    public static RuntimeKnowledge? Find(string runtime) => ByName.GetValueOrDefault(runtime);

    /// <summary>The knowledge of a runtime, or a skip with the reason.</summary>
    public static RuntimeKnowledge Require(string runtime)
    {
        var known = Find(runtime);
        Assert.SkipWhen(known is null, $"the suite does not know the native words of {runtime} yet");
        return known!;
    }
}
