using ClawFleet.Model.Diagnostics;
using ClawFleet.Model.Documents;
using ClawFleet.Model.Tests.Support;

namespace ClawFleet.Model.Tests;

/// <summary>The 28 files that ClawDen's own behaviour was measured with: ten it accepts (A), eighteen it rejects (R).</summary>
public class UpstreamExampleTests
{
    private static readonly string[] Variables =
    [
        "TG_MAIN=1", "DESK_TG=2", "LAB_TG=3", "LAB_DC=4", "OR_KEY=5", "SL_BOT=6", "SL_APP=7", "HOUSE_KEY=8", "GROQ_API_KEY=9", "FS_ID=10", "FS_SECRET=11", "TELEGRAM_BOT_TOKEN=12",
    ];

    [Theory]
    [InlineData("A1")]
    [InlineData("A2")]
    [InlineData("A4")]
    [InlineData("A5")]
    [InlineData("A6")]
    [InlineData("A7")]
    [InlineData("A8")]
    [InlineData("A9")]
    public void Upstream_accepts_it_and_so_do_we(string name)
    {
        var result = Load(name);
        Assert.Empty(Fleets.Errors(result));
        Assert.NotNull(result.Document);
    }

    [Fact]
    public void A3_is_accepted_but_for_its_direct_mode()
    {
        Assert.Equal([DiagnosticCodes.NotSupported], Fleets.Errors(Load("A3")));
        var docker = Fleets.Load(Golden.Read("upstream/A3.yaml").Replace("mode: direct", "mode: docker", StringComparison.Ordinal), Variables);
        Assert.Empty(Fleets.Errors(docker));
        var member = Assert.Single(docker.Document!.Members);
        Assert.Equal(["slack", "telegram"], member.Spec.Channels.Select(c => c.Type));
        Assert.Equal("pairing", member.Spec.Channels[1].Fields["dmPolicy"]!.GetValue<string>());
        Assert.Equal(19001, member.Spec.Config!["gateway"]!["port"]!.GetValue<int>());
    }

    [Fact]
    public void A4_keeps_the_inline_provider_and_warns_of_its_literal_key()
    {
        var result = Load("A4");
        Assert.Contains(DiagnosticCodes.LiteralSecret, Fleets.Warnings(result));
        var provider = result.Document!.Members[0].Spec.Provider!;
        Assert.Equal(("openai", "http://127.0.0.1:8000/v1", "org-9"), (provider.Type, provider.BaseUrl, provider.OrgId));
        Assert.Equal("secret://NANOCLAW_PROVIDER_API_KEY", provider.ApiKey);
        Assert.Equal("local-key", result.Document.GetLiteral("provider.api_key"));
    }

    [Fact]
    public void A5_gives_keys_by_entry_by_variable_and_none_to_ollama()
    {
        var members = Load("A5").Document!.Members;
        Assert.Equal(["secret://HOUSE_KEY", null, "secret://GROQ_API_KEY"], members.Select(m => m.Spec.Provider!.ApiKey));
        Assert.Equal(["house", "box", "groq"], members.Select(m => m.Spec.Provider!.Name));
        Assert.Equal(["anthropic", "ollama", "groq"], members.Select(m => m.Spec.Provider!.Type));
    }

    [Fact]
    public void A6_resolves_what_upstream_delivers_as_text()
    {
        var channels = Load("A6").Document!.Members[0].Spec.Channels;
        Assert.Equal("10", channels[0].Fields["app_id"]!.GetValue<string>());
        Assert.Equal("secret://FS_SECRET", channels[0].Fields["app_secret"]!.GetValue<string>());
        Assert.Equal("10001", channels[2].Fields["uin"]!.GetValue<string>());
    }

    [Fact]
    public void A7_uses_the_workspace_path_as_a_local_folder_and_says_that_nothing_is_synced()
    {
        var result = Load("A7");
        Assert.Contains(result.Diagnostics, d => d.Code == DiagnosticCodes.NotDelivered && d.What.Contains("not synced", StringComparison.Ordinal));
        Assert.Equal("/fleets/demo/agents/main", result.Document!.Members[0].WorkspacePath);
    }

    [Fact]
    public void A8_works_with_the_tag_and_with_the_plain_word()
    {
        foreach (var yaml in new[] { Golden.Read("upstream/A8.yaml"), Golden.Read("upstream/A8.yaml").Replace("!custom labllm", "custom", StringComparison.Ordinal) })
        {
            var provider = Fleets.Load(yaml).Document!.Members[0].Spec.Provider!;
            Assert.Equal(("lab", "custom", "http://127.0.0.1:9090/v1"), (provider.Name, provider.Type, provider.BaseUrl));
        }
    }

    [Fact]
    public void A9_takes_numbers_as_text_and_the_token_of_a_blank_entry_from_its_variable()
    {
        var channels = Load("A9").Document!.Members[0].Spec.Channels;
        Assert.Equal("secret://TELEGRAM_BOT_TOKEN", channels[0].Fields["token"]!.GetValue<string>());
        Assert.Equal("123456789012345678", channels[1].Fields["guild"]!.GetValue<string>());
        Assert.Equal(["42"], channels[1].AllowedUsers!.Value);
        Assert.Equal([DiagnosticCodes.MissingCredential], Fleets.Errors(Fleets.Load(Golden.Read("upstream/A9.yaml"))));
    }

    [Fact]
    public void A10_is_refused_key_by_key()
        => Assert.Equal(
            [DiagnosticCodes.UnknownRuntime, DiagnosticCodes.UnknownWord, DiagnosticCodes.UnknownTool, DiagnosticCodes.UnknownKey, DiagnosticCodes.UnknownWord, DiagnosticCodes.UnknownKey],
            Fleets.Errors(Load("A10")));

    [Theory]
    [InlineData("R1", DiagnosticCodes.NoRuntime)]
    [InlineData("R2", DiagnosticCodes.BothForms)]
    [InlineData("R3", DiagnosticCodes.UntypedChannel)]
    [InlineData("R4", DiagnosticCodes.UndefinedChannel)]
    [InlineData("R5", DiagnosticCodes.SharedChannel)]
    [InlineData("R6", DiagnosticCodes.SharedCredential)]
    [InlineData("R7", DiagnosticCodes.MissingVariable)]
    [InlineData("R8", DiagnosticCodes.UnknownWord)]
    [InlineData("R9", DiagnosticCodes.UndefinedProvider)]
    [InlineData("R10", DiagnosticCodes.BadVersion)]
    [InlineData("R11", DiagnosticCodes.NoBaseUrl)]
    [InlineData("R13", DiagnosticCodes.WrongKind)]
    [InlineData("R15", DiagnosticCodes.WrongKind)]
    [InlineData("R18", DiagnosticCodes.SharedChannel)]
    public void Upstream_rejects_it_and_so_do_we(string name, string code) => Assert.Equal([code], Fleets.Errors(Load(name, "ONE=same", "TWO=same")));

    [Theory]
    [InlineData("R12")]
    [InlineData("R14")]
    [InlineData("R16")]
    [InlineData("R17")]
    public void Upstream_rejects_it_and_we_do_what_it_means(string name) => Assert.Empty(Fleets.Errors(Load(name, "TG=1", "OPENAI_API_KEY=2")));

    [Fact]
    public void A_literal_secret_never_reaches_the_spec()
        => Assert.All(
            Golden.Cases("upstream", ".yaml").Select(n => Load(n).Document).OfType<FleetDocument>().SelectMany(d => d.Members),
            m => Assert.DoesNotContain("local-key", ClawFleet.Runtimes.MemberSpecJson.Write(m.Spec), StringComparison.Ordinal));

    private static LoadResult Load(string name, params string[] more) => Fleets.Load(Golden.Read($"upstream/{name}.yaml"), [.. Variables, .. more]);
}
