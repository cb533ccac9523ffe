using ClawFleet.EndToEnd.Fixture;

namespace ClawFleet.EndToEnd.Commands;

/// <summary>A fleet that is up, for tests that only look at it, or leave it as they found it.</summary>
public sealed class RunningFleet : IAsyncLifetime
{
    public const string ChannelToken = "1234567890:end-to-end-channel-token-0123456789";
    public const string ProviderKey = "sk-end-to-end-provider-key-0123456789abcdef";

    public TempFleet Fleet { get; } = new("""
        name: FLEET
        simulate: always
        channels:
          desk: { type: telegram, token: $E2E_CHANNEL_TOKEN, allowed_users: ["4242"] }
        providers:
          house: { type: openai, base_url: "http://one:9/v1", api_key: "${E2E_PROVIDER_KEY}" }
        runtimes:
          - name: one
            runtime: zeroclaw
            ports: auto
            channels: [desk]
            provider: house
            model: test-model
          - name: two
            runtime: zeroclaw
            ports: auto
            security: {runtime: runc}

        """);

    /// <summary>What <c>up -d</c> printed.</summary>
    public CliResult Up { get; private set; } = new("", 0, "", "");

    public async ValueTask InitializeAsync()
    {
        Fleet.Variables["E2E_CHANNEL_TOKEN"] = ChannelToken;
        Fleet.Variables["E2E_PROVIDER_KEY"] = ProviderKey;
        Up = await Fleet.UpAsync();
    }

    public ValueTask DisposeAsync() => Fleet.DisposeAsync();
}
