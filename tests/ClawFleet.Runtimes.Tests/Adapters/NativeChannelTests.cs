namespace ClawFleet.Runtimes.Tests.Adapters;

/// <summary>Channels that are given by a runtime's own keys below <c>config:</c>, where the lists of the file do not hold.</summary>
public class NativeChannelTests
{
    [Theory]
    [InlineData("picoclaw", """{"channel_list":{"own":{"enabled":true,"type":"telegram","settings":{"token":"t"}}}}""", "config.channel_list.own")]
    [InlineData("picoclaw", """{"channel_list":{"telegram":{"enabled":true,"allow_from":[],"settings":{"token":"t"}}}}""", "config.channel_list.telegram")]
    [InlineData("nullclaw", """{"channels":{"discord":{"accounts":{"own":{"token":"t"}}}}}""", "config.channels.discord.accounts.own")]
    [InlineData("nullclaw", """{"channels":{"discord":{"token":"t","allow_from":[]}}}""", "config.channels.discord")]
    [InlineData("microclaw", """{"channels":{"telegram":{"bot_token":"t"}}}""", "config.channels.telegram")]
    [InlineData("microclaw", """{"channels":{"whatsapp":{"accounts":{"own":{"access_token":"t","allowed_user_ids":""}}}}}""", "config.channels.whatsapp.accounts.own")]
    public void One_that_is_open_to_everybody_is_warned_of(string runtime, string config, string path) =>
        Assert.Equal([(false, path)], Members.Of(runtime).WithModel().WithConfig(config).Check().Where(f => f.What == "everybody may talk to the bot").Select(f => (f.IsError, f.Path)));

    [Theory]
    [InlineData("picoclaw", """{"channel_list":{"own":{"enabled":true,"type":"telegram","allow_from":["1"]},"off":{"enabled":false,"type":"discord"},"my-telegram":{"enabled":true,"typing":{"enabled":true}}}}""")]
    [InlineData("nullclaw", """{"channels":{"telegram":{"accounts":{"own":{"allow_from":["1"]},"my-telegram":{"streaming":true}}}}}""")]
    [InlineData("microclaw", """{"channels":{"telegram":{"streaming":{"enabled":true}},"whatsapp":{"allowed_user_ids":"1"}}}""")]
    public void One_that_names_its_users_or_adds_to_a_channel_of_the_file_is_not(string runtime, string config) =>
        Assert.DoesNotContain(Members.Of(runtime).WithModel().WithChannel("telegram", ("token", "t")).WithConfig(config).Check(), f => f.What == "everybody may talk to the bot");
}
