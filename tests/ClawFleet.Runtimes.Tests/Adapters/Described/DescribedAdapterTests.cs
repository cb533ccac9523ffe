using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace ClawFleet.Runtimes.Tests.Adapters.Described;

/// <summary>A runtime that is described and has no adapter: what is mapped reaches it exactly, and all else is refused.</summary>
public class DescribedAdapterTests
{
    private static readonly RuntimeDescription Full = new()
    {
        Runtime = "mine",
        Title = "Mine",
        Port = 8080,
        Command = ["mine", "--config", "{config}/mine.json", "--port", "{port}"],
        File = new DescribedFile("mine.json", NativeFormat.Json),
        Environment = Texts(("MINE_HOME", "{state}/mine")),
        Told = Places(("port", "server.port"), ("apiToken", "server.token"), ("model", "model.name"), ("provider.type", "model.provider"), ("provider.base_url", "model.url"), ("provider.api_key", "$MODEL_KEY"), ("database", "$DATABASE_URL")),
        ProviderTypes = Texts(("custom", "openai-compatible"), ("anthropic", "claude")),
        Channels = ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, Destination>>.Empty
            .Add("telegram", Places(("enabled", "channels.{name}.on"), ("token", "channels.{name}.token"), ("allowed_users", "channels.{name}.users")))
            .Add("discord", Places(("token", "$DISCORD"), ("guild", "discord.guild"), ("allowed_users", "discord.users"), ("group_mode", "discord.mode"))),
    };

    [Fact]
    public void Everything_that_is_mapped_reaches_the_runtime()
    {
        var spec = Spec() with
        {
            Provider = new ProviderSpec("house", "custom", "http://models:8000/v1", "secret://HOUSE", null),
            Model = "house/big",
            Channels = [Channel("desk.tg", "telegram", ("token", "secret://TG")), Channel("lab", "telegram", ("token", "secret://LAB")), Channel("dc", "discord", ("token", "secret://DC"), ("guild", "77")) with { GroupMode = "mention" }],
            Config = new JsonObject { ["extra"] = new JsonObject { ["key"] = "secret://EXTRA" } },
            Database = new DatabaseSpec("postgres", 5432, "db", "user", "secret://PASSWORD"),
        };

        Assert.Empty(new DescribedAdapter(Full).Check(spec));
        var launch = Render(Full, spec, """{"server": {"host": "0.0.0.0"}, "limit": 5}""");

        var file = Assert.Single(launch.Files);
        Assert.Equal("/config/mine.json", file.Path);
        Assert.Equal("""
            {
              "server": {
                "host": "0.0.0.0",
                "port": 8080,
                "token": "value-of-API_TOKEN"
              },
              "limit": 5,
              "model": {
                "provider": "openai-compatible",
                "url": "http://models:8000/v1",
                "name": "big"
              },
              "channels": {
                "desk.tg": {
                  "on": true,
                  "token": "value-of-TG",
                  "users": [
                    "42"
                  ]
                },
                "lab": {
                  "on": true,
                  "token": "value-of-LAB",
                  "users": [
                    "42"
                  ]
                }
              },
              "discord": {
                "guild": "77",
                "users": [
                  "42"
                ],
                "mode": "mention"
              },
              "extra": {
                "key": "value-of-EXTRA"
              }
            }

            """, file.Text);
        Assert.Equal(["mine", "--config", "/config/mine.json", "--port", "8080"], launch.Argv);
        Assert.Equal(("/state/mine", "value-of-HOUSE", "value-of-DC", "postgres://user:value-of-PASSWORD@postgres:5432/db"),
            (launch.Environment["MINE_HOME"], launch.Environment["MODEL_KEY"], launch.Environment["DISCORD"], launch.Environment["DATABASE_URL"]));
        Assert.Null(launch.Supervision);
    }

    [Fact]
    public void What_is_not_mapped_is_refused_at_its_place()
    {
        var bare = Full with { File = null, Told = Places(), ProviderTypes = Texts(), Channels = ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, Destination>>.Empty, Command = ["mine"] };
        var spec = Spec() with
        {
            Port = 9090,
            Provider = new ProviderSpec("house", "custom", "http://x/v1", null, null),
            Model = "big",
            Channels = [Channel("tg", "telegram", ("token", "secret://TG"))],
            Config = new JsonObject { ["a"] = 1 },
            Database = new DatabaseSpec("postgres", 5432, "db", "user", "secret://PASSWORD"),
        };

        Assert.Equal(["channels.tg", "config", "config.storage", "ports", "provider"], Errors(bare, spec));
    }

    [Theory]
    [InlineData("group_mode", "channels.tg.group_mode")]
    [InlineData("roles", "channels.tg.allowed_roles")]
    [InlineData("phone", "channels.tg.phone")]
    [InlineData("org", "provider.org_id")]
    [InlineData("type", "provider")]
    [InlineData("token in config", "config.server.token")]
    public void A_part_without_a_destination_is_refused(string part, string place)
    {
        var spec = Spec() with { Channels = [Channel("tg", "telegram", ("token", "secret://TG"))], Provider = new ProviderSpec("c", "custom", "http://x/v1", null, null), Model = "m" };
        var telegram = spec.Channels[0];
        spec = part switch
        {
            "group_mode" => spec with { Channels = [telegram with { GroupMode = "open" }] },
            "roles" => spec with { Channels = [telegram with { AllowedRoles = ["1"] }] },
            "phone" => spec with { Channels = [telegram with { Fields = telegram.Fields.Add("phone", "1") }] },
            "org" => spec with { Provider = spec.Provider! with { OrgId = "o" } },
            "type" => spec with { Provider = new ProviderSpec("openai", "openai", null, "secret://K", null) },
            _ => spec with { Config = new JsonObject { ["server"] = new JsonObject { ["token"] = "mine" } } },
        };

        Assert.Equal([place], Errors(Full, spec));
    }

    [Fact]
    public void Nobody_is_never_told_as_a_list_that_may_mean_everybody()
    {
        var spec = Spec() with { Channels = [Channel("tg", "telegram", ("token", "secret://TG")) with { AllowedUsers = null }] };

        Assert.Equal(["channels.tg.allowed_users"], Errors(Full, spec));
        Assert.Empty(Errors(Full with { EmptyListIsNobody = true }, spec));
        Assert.Contains("\"users\": []", Render(Full with { EmptyListIsNobody = true }, spec, null).Files[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_runtime_that_cannot_be_told_whom_to_answer_takes_everybody_or_nothing()
    {
        var open = Full with { Channels = ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, Destination>>.Empty.Add("telegram", Places(("token", "tg.token"))) };
        var channel = Channel("tg", "telegram", ("token", "secret://TG"));

        Assert.Equal(["channels.tg.allowed_users"], Errors(open, Spec() with { Channels = [channel] }));
        Assert.Equal(["channels.tg.allowed_users"], Errors(open, Spec() with { Channels = [channel with { AllowedUsers = null }] }));
        Assert.Empty(Errors(open, Spec() with { Channels = [channel with { AllowedUsers = ["*"] }] }));
    }

    [Fact]
    public void Two_channels_of_a_type_with_one_place_are_refused() =>
        Assert.Equal(["channels.b"], Errors(Full, Spec() with { Channels = [Channel("a", "discord", ("token", "secret://A")), Channel("b", "discord", ("token", "secret://B"))] }));

    [Theory]
    [InlineData(NativeFormat.Toml, "mine.toml", "limit = 5\n\n[server]\nport = 8080\ntoken = \"value-of-API_TOKEN\"\n")]
    [InlineData(NativeFormat.Yaml, "mine.yaml", "limit: 5\nserver:\n  port: 8080\n  token: \"value-of-API_TOKEN\"\n")]
    [InlineData(NativeFormat.Env, "mine.env", "LIMIT=5\nPORT=8080\nTOKEN=value-of-API_TOKEN\n")]
    public void The_file_is_written_in_its_format(NativeFormat format, string name, string expected)
    {
        var isEnv = format == NativeFormat.Env;
        var runtime = Full with { File = new DescribedFile(name, format), Told = isEnv ? Places(("port", "PORT"), ("apiToken", "TOKEN")) : Places(("port", "server.port"), ("apiToken", "server.token")) };

        Assert.Equal(expected, Render(runtime, Spec(), format switch { NativeFormat.Toml => "limit = 5\n", NativeFormat.Yaml => "limit: 5\n", _ => """{"LIMIT": 5}""" }).Files[0].Text);
    }

    [Fact]
    public void A_runtime_without_health_is_put_behind_a_front()
    {
        var launch = Render(Full with { Front = new DescribedFront(null, "/status", "/ready", 2), Command = ["mine", "{host}:{port}"] }, Spec(), null);

        Assert.Equal(["mine", "127.0.0.1:8081"], launch.Argv);
        Assert.Equal(new Supervision(8081, "/status", 2) { ReadyPath = "/ready" }, launch.Supervision);
        Assert.Contains("\"port\": 8081", launch.Files[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_users_own_file_is_left_where_it_lies()
    {
        var launch = new DescribedAdapter(Full).Render(Spec(), Input(null) with { UserFile = "{}" });
        Assert.Empty(launch.Files);
    }

    [Fact]
    public void A_description_survives_the_way_into_the_image()
    {
        var runtime = Full with { Front = new DescribedFront(9, "/s", "/r", 2), Directory = "state", EmptyListIsNobody = true };
        var read = RuntimeDescriptionJson.Read(RuntimeDescriptionJson.Write(runtime));

        Assert.Equal(RuntimeDescriptionJson.Write(runtime), RuntimeDescriptionJson.Write(read));
        Assert.Equal(runtime.Destinations, read.Destinations);
        Assert.Equal((runtime.Front, runtime.File, "state", true), (read.Front, read.File, read.Directory, read.EmptyListIsNobody));
        Assert.Null(RuntimeDescriptionJson.Read(RuntimeDescriptionJson.Write(Full with { Front = new DescribedFront(null, "/s", null, 15) })).Front!.Port);
    }

    private static MemberSpec Spec() => new() { Fleet = "test", Member = "desk", Runtime = "mine", Port = 8080, ApiToken = "secret://API_TOKEN" };

    private static ChannelSpec Channel(string name, string type, params (string Field, JsonNode? Value)[] fields) => new()
    {
        Name = name,
        Type = type,
        AllowedUsers = ["42"],
        Fields = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, fields.Select(f => KeyValuePair.Create(f.Field, f.Value))),
    };

    private static IEnumerable<string> Errors(RuntimeDescription runtime, MemberSpec spec) =>
        new DescribedAdapter(runtime).Check(spec).Where(f => f.IsError).Select(f => f.Path).Order(StringComparer.Ordinal);

    private static NativeLaunch Render(RuntimeDescription runtime, MemberSpec spec, string? baked) => new DescribedAdapter(runtime).Render(spec, Input(baked));

    private static RenderInput Input(string? baked) => new(baked, s => $"value-of-{s.Name}", new Dictionary<string, string>(), ContainerPaths.Default);

    private static ImmutableSortedDictionary<string, string> Texts(params (string Key, string Value)[] texts) => texts.ToImmutableSortedDictionary(t => t.Key, t => t.Value, StringComparer.Ordinal);

    private static ImmutableSortedDictionary<string, Destination> Places(params (string Part, string Place)[] places) =>
        places.ToImmutableSortedDictionary(p => p.Part, p => new Destination(p.Place), StringComparer.Ordinal);
}
