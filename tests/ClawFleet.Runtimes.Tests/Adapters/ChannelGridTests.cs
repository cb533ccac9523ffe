using System.Text.Json.Nodes;

namespace ClawFleet.Runtimes.Tests.Adapters;

/// <summary>Deliver or refuse: whatever a channel says either reaches the runtime or is refused by name. Nothing in between.</summary>
public class ChannelGridTests
{
    private const string Marker = "marker-of-the-field";

    private static readonly string[] Types =
    [
        "carrierpigeon", "dingtalk", "discord", "email", "feishu", "google_chat", "imessage", "irc", "lark", "line", "matrix", "mattermost", "nostr", "qq", "signal", "slack",
        "teams", "telegram", "whatsapp",
    ];

    private static readonly string[] Fields =
    [
        "access_token", "allow_bots", "api_base_url", "apiRoot", "app_id", "app_secret", "app_token", "base_url", "bot_token", "bridge_url", "channel_access_token",
        "channel_secret", "channels", "client_id", "client_secret", "dmPolicy", "encrypt_key", "from_address", "group_policy", "guild", "homeserver", "host", "http_url",
        "imap_host", "linkPreview", "mention_only", "mode", "nick", "nonsense", "password", "phone", "phone_number_id", "private_key", "proxy", "proxy_url", "receive_mode",
        "recovery_key", "require_mention", "server", "service_account", "signal_cli_path", "signing_secret", "smtp_host", "tls", "token", "uin", "url", "use_feishu", "user_id",
        "username", "verification_token", "verify_token", "webhookSecret", "webhook_path", "ws_url",
    ];

    // What a type cannot do without, so that the field under test is all that is in question; by runtime and type where the runtimes differ.
    private static readonly Dictionary<string, string[]> Needed = new(StringComparer.Ordinal)
    {
        ["dingtalk"] = ["app_id", "app_secret"],
        ["discord"] = ["token"],
        ["email"] = ["username", "imap_host", "smtp_host", "from_address"],
        ["feishu"] = ["app_id", "app_secret"],
        ["irc"] = ["server", "nick"],
        ["lark"] = ["app_id", "app_secret"],
        ["line"] = ["channel_access_token", "channel_secret"],
        ["matrix"] = ["homeserver", "token"],
        ["mattermost"] = ["token", "base_url"],
        ["nullclaw/matrix"] = ["homeserver", "token", "room_id"],
        ["nullclaw/whatsapp"] = ["token", "phone_number_id", "verify_token"],
        ["picoclaw/matrix"] = ["homeserver", "token", "user_id"],
        ["picoclaw/whatsapp"] = ["bridge_url"],
        ["qq"] = ["app_id", "app_secret"],
        ["signal"] = ["phone", "http_url"],
        ["slack"] = ["app_token", "bot_token"],
        ["telegram"] = ["token"],
        ["whatsapp"] = ["phone"],
        ["microclaw/dingtalk"] = ["robot_webhook_url", "webhook_token"],
        ["microclaw/email"] = ["from_address", "sendmail_path", "webhook_token"],
        ["microclaw/irc"] = ["server", "nick", "channels"],
        ["microclaw/nostr"] = ["publish_command", "webhook_token"],
        ["microclaw/qq"] = ["send_command", "webhook_token"],
        ["microclaw/signal"] = ["send_command", "webhook_token"],
        ["microclaw/slack"] = ["bot_token", "app_token"],
        ["microclaw/whatsapp"] = ["token", "phone_number_id", "verify_token"],
        ["openclaw/google_chat"] = ["service_account"],
        ["openclaw/irc"] = ["host", "nick"],
        ["openclaw/line"] = ["channel_secret", "token"],
        ["openclaw/mattermost"] = ["token", "url"],
        ["openclaw/nostr"] = ["private_key"],
        ["openclaw/signal"] = ["http_url", "phone"],
        ["openclaw/slack"] = ["app_token", "bot_token"],
        ["openclaw/teams"] = ["app_id", "app_password", "tenant_id"],
        ["openclaw/whatsapp"] = [],
    };

    // Fields that say the same as another one, which is then left out.
    private static readonly Dictionary<string, string[]> Twins = new(StringComparer.Ordinal)
    {
        ["access_token"] = ["token", "channel_access_token"],
        ["base_url"] = ["url"],
        ["bot_token"] = ["token"],
        ["channel_access_token"] = ["token"],
        ["host"] = ["server"],
        ["token"] = ["bot_token", "channel_access_token"],
        ["url"] = ["base_url"],
        ["ws_url"] = ["bridge_url"],
    };

    public static TheoryData<string, string> Grid
    {
        get
        {
            var grid = new TheoryData<string, string>();
            foreach (var runtime in RuntimeAdapters.All.Keys)
            {
                foreach (var type in Types)
                {
                    grid.Add(runtime, type);
                }
            }

            return grid;
        }
    }

    [Theory]
    [MemberData(nameof(Grid))]
    public void Every_field_is_delivered_or_refused(string runtime, string type)
    {
        foreach (var field in Fields)
        {
            AssertDeliveredOrRefused(runtime, type, $"field {field}", channel => channel with { Fields = Without(channel, field).SetItem(field, Marker) }, $".{field}");
        }
    }

    [Theory]
    [MemberData(nameof(Grid))]
    public void Every_secret_field_is_delivered_or_refused(string runtime, string type)
    {
        foreach (var field in Fields)
        {
            AssertDeliveredOrRefused(
                runtime, type, $"secret {field}", channel => channel with { Fields = Without(channel, field).SetItem(field, "secret://GRID") }, $".{field}", "value-of-GRID");
        }
    }

    [Theory]
    [MemberData(nameof(Grid))]
    public void Every_list_is_delivered_or_refused(string runtime, string type)
    {
        AssertDeliveredOrRefused(runtime, type, "users", c => c with { AllowedUsers = [Marker] }, ".allowed_users");
        AssertDeliveredOrRefused(runtime, type, "roles", c => c with { AllowedRoles = [Marker] }, ".allowed_roles");
        AssertDeliveredOrRefused(runtime, type, "channels", c => c with { AllowedChannels = [Marker] }, ".allowed_channels");
        AssertDeliveredOrRefused(runtime, type, "mode", c => c with { GroupMode = Marker }, ".group_mode");
    }

    [Theory]
    [MemberData(nameof(Grid))]
    public void A_refusal_says_why_and_what_to_do(string runtime, string type)
    {
        foreach (var fault in Members.Of(runtime).WithChannel(type, ("nonsense", "x")).Check())
        {
            Assert.All(new[] { fault.What, fault.Why, fault.Remedy }, text => Assert.False(string.IsNullOrWhiteSpace(text) || text.Contains('\n')));
        }
    }

    [Fact]
    public void The_grid_has_both_answers()
    {
        Assert.Empty(Errors(Members.Of("openclaw").WithChannel("telegram", ("token", "secret://T"))));
        Assert.Empty(Errors(Members.Of("zeroclaw").WithModel().WithChannel("discord", ("token", "secret://T"), ("guild", "1"))));
        Assert.Empty(Errors(Members.Of("nanoclaw").WithModel().WithChannel("telegram", ("token", "secret://T"))));
        Assert.Empty(Errors(Members.Of("picoclaw").WithModel().WithChannel("slack", ("bot_token", "secret://B"), ("app_token", "secret://A"))));
        Assert.Empty(Errors(Members.Of("nullclaw").WithModel().WithChannel("signal", ("phone", "+1"), ("http_url", "http://s"))));
        Assert.NotEmpty(Errors(Members.Of("picoclaw").WithModel().WithChannel("discord", ("token", "secret://T"), ("guild", "1"))));
        Assert.NotEmpty(Errors(Members.Of("nullclaw").WithModel().WithChannel("email", ("username", "u"))));
        Assert.NotEmpty(Errors(Members.Of("openclaw").WithChannel("email", ("username", "me"))));
        Assert.NotEmpty(Errors(Members.Of("zeroclaw").WithModel().WithChannel("slack", ("bot_token", "secret://T"))));
        Assert.NotEmpty(Errors(Members.Of("ironclaw").WithModel().WithChannel("telegram", ("token", "secret://T"))));
    }

    private static void AssertDeliveredOrRefused(string runtime, string type, string what, Func<ChannelSpec, ChannelSpec> change, string place, string marker = Marker)
    {
        var needed = Needed.GetValueOrDefault($"{runtime}/{type}", Needed.GetValueOrDefault(type, [])).Select(f => (f, (JsonNode?)JsonValue.Create($"secret://{f.ToUpperInvariant()}"))).ToArray();
        var plain = Members.Of(runtime).WithModel().WithChannel(type, needed);
        var spec = plain with { Channels = [change(runtime == "microclaw" ? plain.Channels[0] with { AllowedUsers = ["*"] } : plain.Channels[0])] };
        var faults = spec.Check().Where(f => f.IsError).ToList();
        var at = $"channels.my-{type}";
        if (faults.Count > 0)
        {
            Assert.Contains(faults, f => f.Path == at || f.Path == at + place);
            return;
        }

        var launch = spec.Render();
        var everything = string.Join('\n', launch.Files.Select(f => f.Text).Concat(launch.Environment.Values));
        Assert.True(everything.Contains(marker, StringComparison.Ordinal), $"{runtime}: {what} of {type} is neither delivered nor refused");
    }

    /// <summary>The needed fields, without those that say the same as the one under test.</summary>
    private static System.Collections.Immutable.ImmutableSortedDictionary<string, JsonNode?> Without(ChannelSpec channel, string field) =>
        channel.Fields.RemoveRange(Twins.GetValueOrDefault(field, []));

    private static IEnumerable<SpecFault> Errors(MemberSpec spec) => spec.Check().Where(f => f.IsError);
}
