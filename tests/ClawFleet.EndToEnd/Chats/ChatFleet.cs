using ClawFleet.EndToEnd.Fixture;
using ClawFleet.Engine;

namespace ClawFleet.EndToEnd.Chats;

/// <summary>A real OpenClaw with a model server beside it on the fleet's network, one without a model, and simulated members.</summary>
public sealed class ChatFleet : IAsyncLifetime
{
    public const string ModelKey = "sk-end-to-end-model-key-0123456789abcdef";

    private readonly DockerEngine _engine = new();
    private string? _model;

    public TempFleet Fleet { get; } = new("""
        name: FLEET
        providers:
          house: { type: custom, base_url: "http://model:8080/v1", api_key: $E2E_MODEL_KEY }
        runtimes:
          - name: claw
            runtime: openclaw
            ports: auto
            provider: house
            model: fake-model
          - name: bare
            runtime: openclaw
            ports: auto
          - name: zero
            runtime: zeroclaw
            simulate: always
            ports: auto
            provider: house
            model: fake-model
          - name: iron
            runtime: ironclaw
            simulate: always
            ports: auto
            provider: house
            model: fake-model
            config: { storage: embedded }
          - { name: micro, runtime: microclaw, simulate: always, ports: auto, provider: house, model: fake-model }
          - { name: nano, runtime: nanoclaw, simulate: always, ports: auto, provider: house, model: fake-model }
          - { name: nil, runtime: nullclaw, simulate: always, ports: auto, provider: house, model: fake-model }
          - { name: pico, runtime: picoclaw, simulate: always, ports: auto, provider: house, model: fake-model }
          - name: dumb
            runtime: ironclaw
            simulate: always
            ports: auto
            replicas: 2
            config: { storage: embedded }

        """);

    public async ValueTask InitializeAsync()
    {
        Fleet.Variables["E2E_MODEL_KEY"] = ModelKey;
        await using var up = Fleet.Start("up", "-d");

        // The first build of OpenClaw's image takes minutes.
        (await up.EndsAsync(TimeSpan.FromMinutes(15))).Exits(0);
        var simulated = (await Fleet.ContainersAsync())["zero"];
        _model = await _engine.CreateContainerAsync(
            new ContainerSpec
            {
                Name = Fleet.Name + "-model-server",
                Image = simulated.ImageId,
                Entrypoint = ["/usr/local/bin/zeroclaw", "--as", "model-server"],
                Environment = new Dictionary<string, string> { ["CLAWSIM_MODEL_KEY"] = ModelKey },
                Networks = [new NetworkEndpoint(Fleet.Name, ["model"])],
            },
            CancellationToken.None);
        await _engine.StartContainerAsync(_model, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_model is not null) await _engine.RemoveContainerAsync(_model, force: true, CancellationToken.None);
        await _engine.DisposeAsync();
        await Fleet.DisposeAsync();
    }
}
