using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace ClawFleet.Runtimes.Tests.Specs;

public class MemberSpecJsonTests
{
    private static readonly MemberSpec Full = new()
    {
        Fleet = "home",
        Member = "desk",
        Runtime = "ironclaw",
        Port = 3000,
        Provider = new ProviderSpec("house", "custom", "http://llm:8080/v1", "secret://HOUSE_KEY", "org"),
        Model = "llama",
        Channels =
        [
            new ChannelSpec
            {
                Name = "desk-tg",
                Type = "telegram",
                Fields = ImmutableSortedDictionary.CreateRange<string, JsonNode?>(StringComparer.Ordinal, [new("token", "secret://T"), new("mediaMaxMb", 5)]),
                AllowedUsers = [],
                AllowedRoles = ["a"],
                AllowedChannels = ["-1"],
                GroupMode = "mention",
            },
        ],
        Tools = ["git", "python"],
        Config = new JsonObject { ["storage"] = "embedded", ["a"] = new JsonObject { ["b"] = new JsonArray(1, "x", null) } },
        Database = new DatabaseSpec("db", 5432, "d", "u", "secret://P"),
        ApiToken = "secret://API",
    };

    [Fact]
    public void A_spec_is_written_in_one_fixed_way()
    {
        Assert.Equal(
            """{"fleet":"home","member":"desk","runtime":"ironclaw","port":3000,"provider":{"name":"house","type":"custom","baseUrl":"http://llm:8080/v1","apiKey":"secret://HOUSE_KEY","orgId":"org"},"model":"llama","channels":[{"name":"desk-tg","type":"telegram","fields":{"mediaMaxMb":5,"token":"secret://T"},"allowedUsers":[],"allowedRoles":["a"],"allowedChannels":["-1"],"groupMode":"mention"}],"tools":["git","python"],"config":{"storage":"embedded","a":{"b":[1,"x",null]}},"database":{"host":"db","port":5432,"database":"d","user":"u","password":"secret://P"},"apiToken":"secret://API"}""",
            MemberSpecJson.Write(Full));
    }

    [Fact]
    public void What_was_written_is_read_back()
    {
        var text = MemberSpecJson.Write(Full);
        Assert.Equal(text, MemberSpecJson.Write(MemberSpecJson.Read(text)));
    }

    [Fact]
    public void Nothing_that_is_not_set_is_written()
    {
        var small = new MemberSpec { Fleet = "f", Member = "m", Runtime = "openclaw", Port = 1 };
        Assert.Equal("""{"fleet":"f","member":"m","runtime":"openclaw","port":1}""", MemberSpecJson.Write(small));
        Assert.Null(MemberSpecJson.Read(MemberSpecJson.Write(small)).ApiToken);
    }

    [Fact]
    public void An_allow_list_of_nobody_is_not_the_same_as_none()
    {
        Assert.Empty(MemberSpecJson.Read(MemberSpecJson.Write(Full)).Channels[0].AllowedUsers!.Value);
        var none = Full with { Channels = [Full.Channels[0] with { AllowedUsers = null }] };
        Assert.Null(MemberSpecJson.Read(MemberSpecJson.Write(none)).Channels[0].AllowedUsers);
    }

    [Theory]
    [InlineData("", "not JSON at byte 0")]
    [InlineData("[]", "the spec is not an object")]
    [InlineData("""{"fleet":"f"}""", "member is missing")]
    [InlineData("""{"fleet":"f","member":"m","runtime":"r","port":"x"}""", "port is not a whole number")]
    [InlineData("""{"fleet":"f","member":"m","runtime":"r","port":1,"chanels":[]}""", "chanels is unknown here: the program that wrote the spec is newer than this one")]
    [InlineData("""{"fleet":"f","member":"m","runtime":"r","port":1,"channels":[{"name":"a"}]}""", "channels[0].type is missing")]
    [InlineData("""{"fleet":"f","member":"m","runtime":"r","port":1,"tools":[1]}""", "tools is not a list of strings")]
    public void A_text_that_is_no_spec_is_refused_with_its_place(string text, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => MemberSpecJson.Read(text)).Message);
}
