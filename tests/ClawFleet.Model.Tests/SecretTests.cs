using ClawFleet.Model.Environments;
using ClawFleet.Model.Planning;
using ClawFleet.Model.Plans;
using ClawFleet.Model.Resolution;
using ClawFleet.Model.Tests.Support;

namespace ClawFleet.Model.Tests;

public class SecretTests
{
    [Fact]
    public void A_variable_used_as_a_secret_is_one_wherever_else_it_stands()
    {
        var plan = Fleets.Plan("runtime: zeroclaw\nchannels: {telegram: {token: $CHAT, allowed_users: ['1']}}\nconfig: {again: $CHAT, url: 'x://${CHAT}'}", ["CHAT=value"]);
        Assert.Equal("secret://CHAT", plan.Members[0].Spec.Config!["again"]!.GetValue<string>());
        Assert.Equal("secret://ZEROCLAW_CONFIG_URL", plan.Members[0].Spec.Config!["url"]!.GetValue<string>());
    }

    [Fact]
    public void Members_of_one_provider_share_its_secret_and_each_has_its_own_API_token()
    {
        var plan = Fleets.Plan("providers: {house: {type: openai, api_key: '${HEAD}${TAIL}'}}\nruntimes: [{name: a, runtime: zeroclaw, provider: house, model: m}, {name: b, runtime: zeroclaw, provider: house, model: m}]", ["HEAD=y", "TAIL=x"]);
        Assert.Equal(["A_API_TOKEN", "B_API_TOKEN", "PROVIDER_HOUSE_API_KEY"], plan.Secrets.Select(s => s.Name));
        Assert.Equal(["A_API_TOKEN", "PROVIDER_HOUSE_API_KEY"], plan.Members[0].Main.Secrets);
        Assert.Equal([SecretOrigin.Generated, SecretOrigin.Generated, SecretOrigin.Expression], plan.Secrets.Select(s => s.Origin));
    }

    [Theory]
    [InlineData("token: 'sk-${TAIL}'", "sk-x", 0)]
    [InlineData("token: '${UNSET:-hunter2}'", "hunter2", 1)]
    [InlineData("proxy_url: 'http://u:${PROXY_PASS:-hunter2}@h', token: $TAIL", "http://u:hunter2@h", 1)]
    public void Text_that_is_a_secret_in_part_stays_out_of_the_plan_and_in_the_document(string field, string value, int warnings)
    {
        var yaml = $"runtime: zeroclaw\nchannels: {{telegram: {{{field}, allowed_users: ['1']}}}}";
        var loaded = Fleets.Load(yaml, ["TAIL=x"]);
        Assert.Equal(warnings, Fleets.Warnings(loaded).Count());
        var secret = Fleets.Plan(yaml, ["TAIL=x"]).Secrets.Single(s => s.Origin == SecretOrigin.Literal);
        Assert.Equal(value, loaded.Document!.GetLiteral(secret.Text));
        Assert.DoesNotContain("hunter2", PlanJson.Write(Fleets.Plan(yaml, ["TAIL=x"])), StringComparison.Ordinal);
    }

    [Fact]
    public void A_variable_named_like_a_generated_secret_does_not_take_its_place()
    {
        var plan = Fleets.Plan("runtime: zeroclaw\nchannels: {telegram: {token: $ZEROCLAW_API_TOKEN, allowed_users: ['1']}}", ["ZEROCLAW_API_TOKEN=x"]);
        Assert.Equal("secret://ZEROCLAW_CHANNEL_TELEGRAM_TOKEN", plan.Members[0].Spec.Channels[0].Fields["token"]!.GetValue<string>());
        Assert.Equal(SecretOrigin.Generated, plan.Secrets.Single(s => s.Name == "ZEROCLAW_API_TOKEN").Origin);
    }

    [Fact]
    public void Variables_that_differ_in_case_alone_get_two_files()
    {
        var plan = Fleets.Plan("runtime: zeroclaw\nchannels: {a: {type: telegram, token: $tok}, b: {type: telegram, token: $TOK}}", ["tok=1", "TOK=2"]);
        Assert.Equal(["TOK", "ZEROCLAW_API_TOKEN", "ZEROCLAW_CHANNEL_B_TOKEN"], plan.Secrets.Select(s => s.Name));
        Assert.Equal("$tok", plan.Secrets[0].Text);
    }

    [Fact]
    public void Secrets_that_follow_are_missed_by_nobody_and_all_else_is()
    {
        const string Yaml = """
            runtime: zeroclaw
            provider: anthropic
            model: $MODEL
            channels: {telegram: {allowed_users: ['1']}, news: {type: discord, token: 'x-${NEWS}'}}
            env: {A: $SERVICE_TOKEN}
            """;
        var now = Fleets.Variables(["MODEL=m"]);
        Assert.Equal(["CF0301", "CF0301", "CF0502", "CF0503"], Fleets.Errors(FleetFile.Load(Yaml, Fleets.Path, Catalogues.All, now, [], _ => null)).Order(StringComparer.Ordinal));

        var later = FleetFile.Load(Yaml, Fleets.Path, Catalogues.All, now.WithSecretsToFollow(), [], _ => null);
        Assert.False(later.HasErrors, Fleets.Text(later.Diagnostics));
        var plan = Planner.Plan(later.Document!, Catalogues.All, Fleets.Options(later.Document, [])).Plan!;
        Assert.Equal(["$ANTHROPIC_API_KEY", "$SERVICE_TOKEN", "$TELEGRAM_BOT_TOKEN", "channels.news.token"], plan.Secrets.Where(s => s.Origin != SecretOrigin.Generated).Select(s => s.Text).Order(StringComparer.Ordinal));
        Assert.Equal(["CF0301"], Fleets.Errors(FleetFile.Load(Yaml, Fleets.Path, Catalogues.All, Fleets.Variables([]).WithSecretsToFollow(), [], _ => null)));
    }

    [Fact]
    public void An_unused_key_reaches_no_container()
        => Assert.DoesNotContain(Fleets.Plan("runtime: zeroclaw", ["OPENAI_API_KEY=x", "TELEGRAM_BOT_TOKEN=y"]).Secrets, s => s.Origin != SecretOrigin.Generated);

    [Fact]
    public void A_secret_s_expression_gives_its_value_through_the_variables()
    {
        string[] variables = ["USER_NAME=me", "PROXY_PASS=pw"];
        var plan = Fleets.Plan("runtime: zeroclaw\nconfig: {proxy: 'http://$USER_NAME:${PROXY_PASS}@h'}", variables);
        Assert.True(Fleets.Variables(variables).TryExpand(plan.Secrets.Single(s => s.Name == "ZEROCLAW_CONFIG_PROXY").Text, out var value, out _));
        Assert.Equal("http://me:pw@h", value);
    }

    [Theory]
    [InlineData("OPENAI_API_KEY", true)]
    [InlineData("TG_TOKEN", true)]
    [InlineData("tgToken", true)]
    [InlineData("DB_PASS", true)]
    [InlineData("MY_SECRET_THING", true)]
    [InlineData("CREDENTIALS", true)]
    [InlineData("MAX_TOKENS", false)]
    [InlineData("PASSAGE", false)]
    [InlineData("LOG_LEVEL", false)]
    [InlineData("GUILD", false)]
    public void A_variable_looks_secret_by_its_name(string name, bool secret) => Assert.Equal(secret, SecretNames.LooksSecret(name));

    [Fact]
    public void A_document_prints_no_literal()
    {
        var document = Fleets.Load("runtime: zeroclaw\nchannels: {telegram: {token: hunter2, allowed_users: ['1']}}").Document!;
        Assert.Equal("hunter2", document.GetLiteral("channels.telegram.token"));
        Assert.DoesNotContain("hunter2", $"{document} {document.Members[0]}", StringComparison.Ordinal);
    }

    [Fact]
    public void Members_that_were_not_chosen_need_no_variables()
    {
        var document = Fleets.Load("runtimes: [{name: a, runtime: zeroclaw}, {name: b, runtime: zeroclaw, model: $UNSET, env: {X: $UNSET}}]", members: ["a"]).Document!;
        Assert.Equal([true, false], document.Members.Select(m => m.Chosen));
    }

    [Fact]
    public void The_diagnostics_of_the_environment_files_are_passed_on()
        => Assert.Equal(["CF0303"], FleetFile.Load("runtime: zeroclaw", Fleets.Path, Catalogues.All, VariableSet.From(new Dictionary<string, string>(), "nonsense"), [], _ => null).Diagnostics.Select(d => d.Code));
}
