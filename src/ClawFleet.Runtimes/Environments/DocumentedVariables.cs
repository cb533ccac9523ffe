using System.Collections.Immutable;

namespace ClawFleet.Runtimes.Environments;

/// <summary>Variables by which a runtime itself documents what <see cref="EnvironmentSpec"/> needs to know, so that <c>docker run -e</c> works with them too.</summary>
internal static class DocumentedVariables
{
    // pkg/config/config.go of PicoClaw: every text or credential of a channel that its environment sets.
    private static readonly ImmutableArray<(string Type, string Variable, string Field)> PicoClaw =
    [
        .. Of("dingtalk", "CLIENT_ID", "CLIENT_SECRET"), .. Of("discord", "TOKEN", "PROXY"), .. Of("feishu", "APP_ID", "APP_SECRET", "ENCRYPT_KEY", "VERIFICATION_TOKEN"),
        .. Of("irc", "SERVER", "NICK", "PASSWORD", "NICKSERV_PASSWORD", "SASL_USER", "SASL_PASSWORD"), .. Of("line", "CHANNEL_SECRET", "CHANNEL_ACCESS_TOKEN"),
        .. Of("matrix", "HOMESERVER", "USER_ID", "ACCESS_TOKEN"), .. Of("mqtt", "BROKER", "AGENT_ID", "TOPIC_PREFIX", "USERNAME", "PASSWORD", "CLIENT_ID"),
        .. Of("onebot", "WS_URL", "ACCESS_TOKEN"), .. Of("qq", "APP_ID", "APP_SECRET"), .. Of("slack", "BOT_TOKEN", "APP_TOKEN"), .. Of("telegram", "TOKEN", "BASE_URL", "PROXY"),
        .. Of("weixin", "TOKEN", "ACCOUNT_ID", "BASE_URL"), .. Of("whatsapp", "BRIDGE_URL"),
    ];

    public static ImmutableArray<(string Type, string Variable, string Field)> Channels(string runtime) => runtime == "picoclaw" ? PicoClaw : [];

    /// <param name="part"><c>PROVIDER</c>, <c>MODEL</c>, <c>API_KEY</c>, …</param>
    public static ImmutableArray<string> Model(string runtime, string part) => runtime == "nullclaw" && part is ("PROVIDER" or "MODEL" or "API_KEY") ? [$"NULLCLAW_{part}"] : [];

#pragma warning disable CA1308 // fields of the file are lower case by their own rule, not for comparison
    private static IEnumerable<(string Type, string Variable, string Field)> Of(string type, params string[] names) =>
        names.Select(n => (type, $"PICOCLAW_CHANNELS_{type.ToUpperInvariant()}_{n}", n is "ACCESS_TOKEN" && type == "matrix" ? "token" : n.ToLowerInvariant()));
#pragma warning restore CA1308
}
