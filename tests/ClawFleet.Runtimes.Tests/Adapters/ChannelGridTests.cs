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
        "api_base_url", "apiRoot", "app_id", "app_secret", "app_token", "bot_token", "dmPolicy", "guild", "homeserver", "imap_host", "linkPreview", "nonsense", "password", "phone",
        "proxy_url", "recovery_key", "signal_cli_path", "smtp_host", "token", "uin", "user_id", "username", "webhookSecret",
    ];

    // What a type cannot do without, so that the field under test is all that is in question.
    private static readonly Dictionary<string, string[]> Needed = new(StringComparer.Ordinal)
    {
        ["discord"] = ["token"],
        ["email"] = ["username", "imap_host", "smtp_host", "from_address"],
        ["feishu"] = ["app_id", "app_secret"],
        ["lark"] = ["app_id", "app_secret"],
        ["matrix"] = ["homeserver", "token"],
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
        Assert.NotEmpty(Errors(Members.Of("openclaw").WithChannel("discord", ("token", "secret://T"))));
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
        field == "bot_token" ? channel.Fields.Remove("token") : field == "token" ? channel.Fields.Remove("bot_token") : channel.Fields;

    private static IEnumerable<SpecFault> Errors(MemberSpec spec) => spec.Check().Where(f => f.IsError);
}
