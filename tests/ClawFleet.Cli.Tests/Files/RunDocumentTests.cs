using ClawFleet.Cli.Files;

namespace ClawFleet.Cli.Tests.Files;

public sealed class RunDocumentTests
{
    [Fact]
    public void Everything_that_run_takes_is_in_the_document_and_no_secret_is()
    {
        var document = RunDocument.From(new RunRequest("zeroclaw")
        {
            Channels = ["telegram", "slack"],
            Tools = ["git", "http"],
            Tokens = ["telegram=123:abc"],
            AppToken = "xapp-1",
            Provider = "anthropic",
            Model = "claude's $best",
            ApiKey = "sk-1",
            AllowedUsers = ["42", "*"],
            AutoPort = true,
            Simulate = "always",
        });

        Assert.Equal(
            """
            name: run-zeroclaw
            runtime: 'zeroclaw'
            simulate: always
            ports: auto
            provider: 'anthropic'
            model: 'claude''s $$best'
            tools: ['git', 'http']
            channels:
              'telegram':
                type: 'telegram'
                token: $TELEGRAM_BOT_TOKEN
                allowed_users: ['42', '*']
              'slack':
                type: 'slack'
                bot_token: $SLACK_BOT_TOKEN
                app_token: $SLACK_APP_TOKEN
                allowed_users: ['42', '*']

            """.ReplaceLineEndings("\n"),
            document.Text);
        Assert.Equal([("ANTHROPIC_API_KEY", "sk-1"), ("TELEGRAM_BOT_TOKEN", "123:abc"), ("SLACK_APP_TOKEN", "xapp-1")], document.Secrets);
    }

    [Fact]
    public void A_runtime_alone_is_enough() =>
        Assert.Equal("name: run-openclaw\nruntime: 'openclaw'\nsimulate: missing\n", RunDocument.From(new RunRequest("openclaw")).Text);

    [Fact]
    public void The_only_channel_needs_no_name_before_its_token() =>
        Assert.Equal([("DISCORD_BOT_TOKEN", "a=b")], RunDocument.From(new RunRequest("zeroclaw") { Channels = ["discord"], Tokens = ["a=b"] }).Secrets);

    [Fact]
    public void With_several_channels_a_token_must_say_whose_it_is() =>
        Assert.Throws<CommandRefusedException>(() => RunDocument.From(new RunRequest("zeroclaw") { Channels = ["discord", "telegram"], Tokens = ["secret"] }));

    [Fact]
    public void A_key_without_a_provider_is_refused() =>
        Assert.Throws<CommandRefusedException>(() => RunDocument.From(new RunRequest("zeroclaw") { ApiKey = "sk" }));
}
