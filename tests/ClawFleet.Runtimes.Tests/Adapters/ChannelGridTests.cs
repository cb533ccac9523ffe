namespace ClawFleet.Runtimes.Tests.Adapters;

/// <summary>What every adapter does with a channel, whatever it knows. That each field is delivered or refused is shown by the grid of the model's tests, which has the table of fields.</summary>
public class ChannelGridTests
{
    private static readonly string[] Types =
    [
        "carrierpigeon", "dingtalk", "discord", "email", "feishu", "google_chat", "imessage", "irc", "lark", "line", "matrix", "mattermost", "nostr", "qq", "signal", "slack",
        "teams", "telegram", "whatsapp",
    ];

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
    public void A_type_or_a_field_that_nobody_knows_is_refused_by_name(string runtime, string type)
    {
        var errors = Errors(Members.Of(runtime).WithModel().WithChannel(type, ("nonsense", "x"))).Select(f => f.Path).ToList();
        Assert.True(errors.Contains($"channels.my-{type}") || errors.Contains($"channels.my-{type}.nonsense"), string.Join(", ", errors));
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

    private static IEnumerable<SpecFault> Errors(MemberSpec spec) => spec.Check().Where(f => f.IsError);
}
