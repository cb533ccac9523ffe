using ClawFleet.EndToEnd.Fixture;

namespace ClawFleet.EndToEnd.OwnRuntimes;

/// <summary>A project with a runtime that <c>clawden runtime init</c> has just made, and one member of it that is up.</summary>
public sealed class NewRuntimeFleet : IAsyncLifetime
{
    public TempFleet Fleet { get; } = new("""
        name: FLEET
        runtimes:
          - name: fresh
            ports: auto
          - name: foreign
            runtime: fresh
            image: debian:trixie-slim
            ports: auto
          - name: other
            runtime: zeroclaw
            image: example/FLEET:1
            ports: auto

        """);

    /// <summary>What <c>runtime init</c> said.</summary>
    public CliResult Init { get; private set; } = new("", 0, "", "");

    /// <summary>What <c>up fresh -d</c> said.</summary>
    public CliResult Up { get; private set; } = new("", 0, "", "");

    public async ValueTask InitializeAsync()
    {
        Init = (await Fleet.RunAsync("runtime", "init", "fresh")).Exits(0);
        Up = (await Fleet.RunAsync("up", "fresh", "-d")).Exits(0);
    }

    public ValueTask DisposeAsync() => Fleet.DisposeAsync();
}
