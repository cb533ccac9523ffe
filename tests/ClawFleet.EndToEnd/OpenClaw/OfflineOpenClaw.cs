using ClawFleet.EndToEnd.Fixture;
using ClawFleet.Engine;

namespace ClawFleet.EndToEnd.OpenClaw;

/// <summary>The real OpenClaw with two channels that are plugins of upstream's, on a network without a way out.</summary>
public sealed class OfflineOpenClaw : IAsyncLifetime
{
    public TempFleet Fleet { get; } = new("""
        name: FLEET
        network: { internal: true }
        channels:
          rooms: { type: matrix, homeserver: "https://matrix.example.org", token: $E2E_MATRIX_TOKEN, allowed_users: ["@me:example.org"], group_mode: mention }
          phone: { type: whatsapp, allowed_users: ["+15550001111"] }
        providers:
          house: { type: openai, api_key: $E2E_MODEL_KEY }
        runtimes:
          - name: desk
            runtime: openclaw
            provider: house
            model: m1
            channels: [rooms, phone]
            config:
              gateway: { controlUi: { enabled: true, basePath: /claw, allowedOrigins: ["https://claw.example.org"] }, trustedProxies: ["10.0.0.0/8"] }
              agents: { defaults: { sandbox: { mode: "off" } } }

        """);

    public async ValueTask InitializeAsync()
    {
        Fleet.Variables["E2E_MATRIX_TOKEN"] = "matrix-token-0123456789";
        Fleet.Variables["E2E_MODEL_KEY"] = "model-key-0123456789";

        // The first build fetches OpenClaw and its plugins; the start itself needs no registry.
        await using var up = Fleet.Start("up", "-d");
        (await up.EndsAsync(TimeSpan.FromMinutes(12))).Exits(0);
    }

    /// <summary>Runs a program beside the gateway, as <c>clawden exec</c> does.</summary>
    public async Task<ExecResult> ExecAsync(params string[] command)
    {
        await using var engine = new DockerEngine();
        var container = (await Fleet.ContainersAsync())["desk"];
        return await engine.ExecAsync(container.Id, new ExecSpec(command), TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => Fleet.DisposeAsync();
}
