using System.Collections.Immutable;
using System.Text.Json.Nodes;
using ClawFleet.EndToEnd.Fixture;
using ClawFleet.Runtimes;

namespace ClawFleet.EndToEnd.OpenClaw;

/// <summary>
/// All that the adapter may write, in a few configurations: each channel type with every field that the file may have, alone and as several accounts
/// in every kind of audience, and each provider. One configuration costs OpenClaw seconds, so they are packed full.
/// </summary>
internal static class EveryChannel
{
    // Type, the fields it needs, and the optional ones with values that its schema takes.
    private static readonly (string Type, string Needs, string More)[] Types =
    [
        ("a2a", """{"peers":{"billing":{"token":"t"}}}""", """{"exposeAgents":["main"]}"""),
        ("discord", """{"token":"secret://A"}""", """{"application_id":"1","guild":"2","guild_ids":["3"],"proxy_url":"http://p.example.org","listen_to_bots":true,"guilds":{"4":{"requireMention":true}},"reply_to_mode":"first"}"""),
        ("feishu", """{"app_id":"cli_a","app_secret":"secret://A"}""", """{"encrypt_key":"secret://B","verification_token":"secret://C","receive_mode":"websocket","port":3000,"domain":"feishu"}"""),
        ("google_chat", """{"service_account":"secret://A"}""", "{}"),
        ("irc", """{"server":"irc.example.org","nick":"claw"}""", """{"port":6697,"tls":true,"password":"secret://A","channels":["#a"]}"""),
        ("lark", """{"app_id":"cli_b","app_secret":"secret://A"}""", """{"connection_mode":"websocket"}"""),
        ("line", """{"token":"secret://A","channel_secret":"secret://B"}""", """{"webhook_path":"/line"}"""),
        ("matrix", """{"homeserver":"https://m.example.org","token":"secret://A"}""", """{"user_id":"@c:example.org","password":"secret://B","device_id":"D","allowed_rooms":["!r:example.org"],"rooms":{"!s:example.org":{"requireMention":false}}}"""),
        ("mattermost", """{"token":"secret://A","url":"https://c.example.org"}""", "{}"),
        ("nostr", """{"private_key":"secret://A"}""", """{"relays":["wss://r.example.org"]}"""),
        ("signal", """{"phone":"+15550001111","http_url":"http://s.example.org:8080"}""", """{"groups":{"*":{"requireMention":true}}}"""),
        ("slack", """{"bot_token":"secret://A","app_token":"secret://B"}""", """{"signing_secret":"secret://C","user_token":"secret://D","mode":"socket","webhook_path":"/slack","require_mention":true,"reply_to_mode":"all"}"""),
        ("teams", """{"app_id":"a","app_password":"secret://A","tenant_id":"t"}""", "{}"),
        ("telegram", """{"token":"secret://A"}""", """{"api_root":"http://t.example.org","proxy":"http://p.example.org","webhook_url":"https://w.example.org/t","webhook_secret":"secret://B","groups":{"-1":{"requireMention":false}},"linkPreview":false,"ackReaction":"x","reply_to_mode":"off"}"""),
        ("whatsapp", "{}", """{"groups":{"*":{"requireMention":true}}}"""),
    ];

    private const string Everywhere = """{"text_chunk_limit":1000,"history_limit":10,"media_max_mb":5,"streaming":{"mode":"partial"},"group_policy":"allowlist","group_allow_from":["1"]}""";

    public static IEnumerable<(string Name, string Config)> Configurations()
    {
        yield return ("each type alone", Render(Types.Select(t => Channel(t.Type, t.Type, Fields(t.Needs)))));
        yield return ("each type with every field", Render(Types.Select(t => Channel(t.Type, t.Type, Fields(t.Needs, t.More, Common(t.Type))))));
        yield return ("several accounts, each in another audience", Render(Types.Where(t => t.Type is not ("a2a" or "nostr" or "teams")).SelectMany(t => Audiences(t.Type, Fields(t.Needs)))));
        yield return ("audiences of the types with one account", Render(Types.Where(t => t.Type is "nostr" or "teams").Select(t => Audiences(t.Type, Fields(t.Needs)).Last())));
        foreach (var type in new[] { "anthropic", "custom", "google", "groq", "mistral", "ollama", "openai", "openrouter" })
        {
            yield return ($"provider {type}", Render([], new ProviderSpec(type, type, type is "custom" or "ollama" ? "http://llm.example.org/v1" : null, "secret://A", type is "openai" ? "org" : null)));
        }
    }

    private static IEnumerable<ChannelSpec> Audiences(string type, ImmutableSortedDictionary<string, JsonNode?> fields)
    {
        var plain = Channel(type, type, fields) with { AllowedUsers = null };
        yield return plain with { Name = type + "-nobody" };
        foreach (var mode in type is "nostr" ? new string?[] { null } : [null, "mention", "open", "disabled"])
        {
            yield return plain with { Name = $"{type}-all-{mode}", AllowedUsers = ["*"], GroupMode = mode };
            yield return plain with
            {
                Name = $"{type}-some-{mode}",
                AllowedUsers = ["1", "2"],
                GroupMode = mode,
                AllowedRoles = type == "discord" ? ["9"] : null,
                AllowedChannels = type is "mattermost" or "nostr" or "signal" or "teams" ? null : ["7", "8"],
            };
        }
    }

    private static string Common(string type) => type switch
    {
        "a2a" or "nostr" => "{}",
        "discord" or "slack" => Without("group_allow_from"),
        "line" => Without("text_chunk_limit", "streaming"),
        "google_chat" or "irc" or "signal" or "whatsapp" => Without("streaming"),
        _ => Everywhere,
    };

    private static string Without(params string[] fields)
    {
        var common = (JsonObject)JsonNode.Parse(Everywhere)!;
        foreach (var field in fields)
        {
            common.Remove(field);
        }

        return common.ToJsonString();
    }

    private static ChannelSpec Channel(string name, string type, ImmutableSortedDictionary<string, JsonNode?> fields) =>
        new() { Name = name, Type = type, Fields = fields, AllowedUsers = type == "a2a" ? null : ["1"] };

    private static ImmutableSortedDictionary<string, JsonNode?> Fields(params string[] parts) =>
        parts.SelectMany(p => (JsonObject)JsonNode.Parse(p)!).ToImmutableSortedDictionary(p => p.Key, p => p.Value?.DeepClone(), StringComparer.Ordinal);

    private static string Render(IEnumerable<ChannelSpec> channels, ProviderSpec? provider = null)
    {
        var adapter = RuntimeAdapters.All["openclaw"];
        var spec = new MemberSpec { Fleet = "f", Member = "m", Runtime = "openclaw", Port = 18789, ApiToken = "secret://API", Channels = [.. channels], Provider = provider, Model = provider is null ? null : "m1" };
        Assert.DoesNotContain(adapter.Check(spec), f => f.IsError);
        var baked = File.ReadAllText(Path.Combine(Repository.Root, "runtimes", "openclaw", "default.json"));
        return adapter.Render(spec, new RenderInput(baked, s => $"value-of-{s.Name}", new Dictionary<string, string>(), ContainerPaths.Default)).Files[^1].Text;
    }
}
