using System.Globalization;
using ClawFleet.EndToEnd.Fixture;
using ClawFleet.Engine;

namespace ClawFleet.EndToEnd.Chats;

/// <summary>A real OpenClaw with a model server on this machine, one without a model, and simulated members.</summary>
public sealed class ChatFleet : IAsyncLifetime
{
    public const string ModelKey = "sk-end-to-end-model-key-0123456789abcdef";

    private readonly DockerEngine _engine = new();
    private readonly int _port = Ports.Free(System.Net.IPAddress.Any);
    private string? _model;

    public TempFleet Fleet { get; } = new("""
        name: FLEET
        providers:
          house: { type: custom, base_url: "http://host.docker.internal:PORT/v1", api_key: $E2E_MODEL_KEY }
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
        Fleet.Replace("PORT", _port.ToString(CultureInfo.InvariantCulture));
        Fleet.Variables["E2E_MODEL_KEY"] = ModelKey;
        await using var up = Fleet.Start("up", "-d");

        // The first build of OpenClaw's image takes minutes.
        (await up.EndsAsync(TimeSpan.FromMinutes(15))).Exits(0);
        var address = await HostAddressAsync("claw") ?? throw new InvalidOperationException("this machine has no name in claw");
        var simulated = (await Fleet.ContainersAsync())["zero"];

        // In the machine's own network: what a server started there is to a container. It listens on that one address, as nobody else is to ask it.
        _model = await _engine.CreateContainerAsync(
            new ContainerSpec
            {
                Name = Fleet.Name + "-model-server",
                Image = simulated.ImageId,
                Entrypoint = ["/usr/local/bin/zeroclaw", "--as", "model-server", "--host", address, "--port", _port.ToString(CultureInfo.InvariantCulture)],
                Environment = new Dictionary<string, string> { ["CLAWSIM_MODEL_KEY"] = ModelKey },
                Networks = [new NetworkEndpoint("host", [])],
            },
            CancellationToken.None);
        await _engine.StartContainerAsync(_model, CancellationToken.None);
    }

    /// <summary>What a member's hosts file says of this machine; null when it names it nowhere.</summary>
    public async Task<string?> HostAddressAsync(string member)
    {
        var hosts = await _engine.ExecAsync((await Fleet.ContainersAsync())[member].Id, new ExecSpec(["cat", "/etc/hosts"]), CancellationToken.None);
        return hosts.Stdout.Split('\n').Where(l => l.Contains("host.docker.internal", StringComparison.Ordinal)).Select(l => l.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[0]).FirstOrDefault();
    }

    /// <summary>Sends a signal to every process of that name in a member's container.</summary>
    public async Task SignalRuntimeAsync(string member, string process, string signal)
    {
        var script = $"n=1; for p in /proc/[0-9]*; do read -r c < $p/comm && [ \"$c\" = {process} ] && kill -{signal} ${{p#/proc/}} && n=0; done; exit $n";
        var sent = await _engine.ExecAsync((await Fleet.ContainersAsync())[member].Id, new ExecSpec(["sh", "-c", script]), CancellationToken.None);
        Assert.True(sent.ExitCode == 0, $"no {process} in {member}: {sent.Stderr}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_model is not null) await _engine.RemoveContainerAsync(_model, force: true, CancellationToken.None);
        await _engine.DisposeAsync();
        await Fleet.DisposeAsync();
    }
}
