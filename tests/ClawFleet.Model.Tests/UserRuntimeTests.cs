using System.Collections.Immutable;
using ClawFleet.Model.Catalogue;
using ClawFleet.Model.Diagnostics;
using ClawFleet.Model.Tests.Support;
using ClawFleet.Runtimes;

namespace ClawFleet.Model.Tests;

/// <summary>Runtimes that a user brings: how they are described, and how they stand beside ClawFleet's own.</summary>
public sealed class UserRuntimeTests : IDisposable
{
    private const string Good = """
        runtime: mine
        title: Mine
        version: 1.0.0
        port: 8080
        limits: {memory: 128MiB}
        native:
          command: [mine, "{config}/mine.toml"]
          file: {name: mine.toml}
          env: {MINE_HOME: "{state}"}
          port: server.port
          apiToken: $MINE_TOKEN
          model: model.name
          provider: {types: {custom: openai}, base_url: model.url, api_key: $MODEL_KEY}
          channels:
            telegram: {token: tg.token, allowed_users: tg.users}
          emptyList: nobody
        """;

    private readonly DirectoryInfo _project = Directory.CreateTempSubdirectory("clawfleet-model-");

    private static string BuiltIn => Path.Combine(Golden.Root, "runtimes");

    public void Dispose() => _project.Delete(recursive: true);

    [Fact]
    public void A_runtime_of_the_project_stands_beside_those_of_ClawFleet()
    {
        Write("mine", Good);

        var catalogue = Read();

        var mine = catalogue.Find("mine")!;
        Assert.Equal((CatalogueOrigin.Project, CatalogueOrigin.BuiltIn), (mine.Origin, catalogue.Find("zeroclaw")!.Origin));
        Assert.Equal(new DescribedFile("mine.toml", NativeFormat.Toml), mine.Native!.File);
        Assert.Equal("mine", mine.Adapter!.Runtime);
        Assert.Equal(["telegram"], NativeSupport.Of(mine.Adapter!).Channels.Keys);
        Assert.Equal(["token", "allowed_users"], NativeSupport.Of(mine.Adapter!).Channels["telegram"]);
        Assert.Equal(["custom"], NativeSupport.Of(mine.Adapter!).Providers);
    }

    [Theory]
    [InlineData("mine", "runtime: mine", "runtime: zeroclaw", "the folder is called mine and the runtime zeroclaw")]
    [InlineData("zeroclaw", "runtime: mine", "runtime: zeroclaw", "the name zeroclaw is taken by ")]
    [InlineData("mine", "version: 1.0.0", "version: 1.0.0\naliases: [zero]", "the name zero is taken by ")]
    [InlineData("base", "runtime: mine", "runtime: base", "the name base is one that ClawFleet keeps for itself")]
    [InlineData("mimiclaw", "runtime: mine", "runtime: mimiclaw", "the name mimiclaw is one that ClawFleet keeps for itself")]
    [InlineData("mine", "limits:", "simulator: true\nlimits:", "there is no simulator for it")]
    [InlineData("mine", "runtime: mine", "service: mine", "mine is a service")]
    public void A_name_that_is_not_free_is_refused_with_both_places(string folder, string from, string to, string message)
    {
        Write(folder, Good.Replace(from, to, StringComparison.Ordinal));

        var fault = Assert.Single(Read().Faults).Message;

        Assert.StartsWith(Path.Combine(_project.FullName, folder, "runtime.yaml") + ":1:1: ", fault, StringComparison.Ordinal);
        Assert.Contains(message, fault, StringComparison.Ordinal);
        if (message.Contains("taken by", StringComparison.Ordinal))
        {
            Assert.Contains(Path.Combine(BuiltIn, "zeroclaw", "runtime.yaml"), fault, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_malformed_one_stands_in_the_way_of_those_alone_that_name_it()
    {
        Write("mine", Good);
        Write("other", Good.Replace("runtime: mine", "runtime: other", StringComparison.Ordinal).Replace("limits:", "limts:", StringComparison.Ordinal).Replace("port: 8080", "port: many", StringComparison.Ordinal));
        Write("third", Good.Replace("runtime: mine", "runtime: zeroclaw", StringComparison.Ordinal));
        var catalogue = Read();

        Assert.Empty(Load("runtime: mine", catalogue));
        Assert.NotEmpty(Load("runtime: other", catalogue));
        Assert.All(Load("runtime: other", catalogue), d =>
        {
            Assert.Equal((DiagnosticCodes.BadRuntime, 1), (d.Code, d.Span!.Value.Line));
            Assert.StartsWith($"the runtime `other` cannot be used: {Path.Combine(_project.FullName, "other", "runtime.yaml")}:", d.What, StringComparison.Ordinal);
        });
        Assert.Contains(Load("runtime: other", catalogue), d => d.Remedy == "did you mean `limits`?");

        // Which of the two `zero` would be, nobody could say.
        Assert.Contains("is called third and the runtime zeroclaw", Assert.Single(Load("runtime: zero", catalogue)).What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_default_that_nobody_would_read_is_refused()
    {
        Write("mine", Good);
        File.WriteAllText(Path.Combine(_project.FullName, "mine", "default.json"), "{}");

        Assert.Contains("default.json is not read; the default of mine.toml is called default.toml", Assert.Single(Read().Faults).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_runtime_without_a_description_is_refused()
    {
        Write("mine", Good[..Good.IndexOf("native:", StringComparison.Ordinal)]);

        Assert.Contains("nothing says how it is started; add `native:", Assert.Single(Read().Faults).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("command:", "comand:", "unknown key `comand`; did you mean `command`?")]
    [InlineData("[mine, \"{config}/mine.toml\"]", "mine", "`command` is missing, or no list of words")]
    [InlineData("{config}/", "{confg}/", ":7:19: there is no word `{confg}`; did you mean `{config}`?")]
    [InlineData("name: mine.toml", "name: etc/mine.toml", "`etc/mine.toml` cannot be the file's name")]
    [InlineData("name: mine.toml", "name: mine.toml, format: tmol", "`format` cannot be `tmol`; did you mean `toml`?")]
    [InlineData("apiToken: $MINE_TOKEN", "apiToken: $MINE-TOKEN", "`$MINE-TOKEN` is no variable")]
    [InlineData("apiToken: $MINE_TOKEN", "apiToken: $MODEL_KEY", "would both be told at $MODEL_KEY")]
    [InlineData("apiToken: $MINE_TOKEN", "apiToken: server.port", "apiToken and port would both be told at server.port")]
    [InlineData("apiToken: $MINE_TOKEN", "apiToken: server", "apiToken and port would both be told at server")]
    [InlineData("file: {name: mine.toml}", "directory: workspace", "`server.port` is a key of the configuration file, and there is none")]
    [InlineData("custom: openai", "costum: openai", "there is no provider type `costum`; did you mean `custom`?")]
    [InlineData("custom: openai", "custom: openai, anthropic: claude", "it knows several provider types, and `type` has no destination")]
    [InlineData("  model: model.name\n", "", "a provider is of no use without a model")]
    [InlineData("telegram:", "telegramm:", "there is no channel type `telegramm`; did you mean `telegram`?")]
    [InlineData("token: tg.token", "tokn: tg.token", "there is no channel field `tokn`; did you mean `token`?")]
    [InlineData("token: tg.token", "bot_token: tg.token", "`bot_token` of a telegram channel is called `token` here; write `token`")]
    [InlineData("tg.users", "'tg.{who}'", "a whole part of the key may be `{name}`")]
    [InlineData("emptyList: nobody", "emptyList: noone", "`emptyList` cannot be `noone`")]
    [InlineData("limits:", "health: {path: /status}\nlimits:", "health is asked on /health, and this runtime answers it on /status")]
    [InlineData("limits:", "sidecars: [{name: postgres, service: postgres}]\nlimits:", "it has a sidecar, and `database` has no destination")]
    public void A_faulty_description_is_told_with_its_place(string from, string to, string message)
    {
        Assert.Contains(from, Good, StringComparison.Ordinal);
        var fault = Assert.Throws<InvalidDataException>(() => CatalogueFile.Read(Good.Replace(from, to, StringComparison.Ordinal), "/project/runtimes/mine/runtime.yaml"));

        Assert.Contains("/project/runtimes/mine/runtime.yaml:", fault.Message, StringComparison.Ordinal);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_example_in_the_documentation_is_read_as_it_stands()
    {
        var text = File.ReadAllText(Path.Combine(Golden.Root, "docs", "runtimes.md"));
        var start = text.IndexOf("```yaml\nruntime: my-agent", StringComparison.Ordinal) + "```yaml\n".Length;

        var entry = CatalogueFile.Read(text[start..text.IndexOf("```", start, StringComparison.Ordinal)], "/project/runtimes/my-agent/runtime.yaml");

        Assert.Equal(["anthropic", "custom"], entry.Native!.ProviderTypes.Keys);
        Assert.True(entry.Native.Channels["telegram"].Values.All(d => d.IsPerChannel));
    }

    [Fact]
    public void What_the_runtime_cannot_be_told_is_refused_in_the_fleet_file()
    {
        Write("mine", Good);
        var catalogue = Read();
        var loaded = Fleets.Load("""
            runtime: mine
            channels:
              telegram: {token: $T, guild: "1", allowed_users: ["*"]}
            """, ["T=secret-token"], catalogue: catalogue, adapters: catalogue.Adapter);

        Assert.Contains(loaded.Diagnostics, d => d.What.Contains("Mine cannot be told guild of a telegram channel", StringComparison.Ordinal) && d.Span!.Value.Line == 3);
    }

    [Fact]
    public void A_member_with_no_ports_is_published_nowhere_and_asked_from_inside()
    {
        var plan = Fleets.Plan("""
            name: f
            runtimes:
              - {name: a, runtime: zeroclaw, ports: none}
              - {name: b, runtime: zeroclaw}
            """);

        Assert.Empty(plan.Members[0].Main.Ports);
        Assert.Null(plan.Members[0].Main.Health.HttpPort);
        Assert.Single(plan.Members[1].Main.Ports);
    }

    private static ImmutableArray<Diagnostic> Load(string yaml, RuntimeCatalogue catalogue) => Fleets.Load(yaml, catalogue: catalogue, adapters: catalogue.Adapter).Diagnostics;

    private RuntimeCatalogue Read() => RuntimeCatalogue.Read(BuiltIn, [new CatalogueRoot(_project.FullName, CatalogueOrigin.Project)]);

    private void Write(string folder, string text)
    {
        var path = Directory.CreateDirectory(Path.Combine(_project.FullName, folder)).FullName;
        File.WriteAllText(Path.Combine(path, "runtime.yaml"), text);
        File.WriteAllText(Path.Combine(path, "Dockerfile"), "FROM scratch\n");
    }
}
