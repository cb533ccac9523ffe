using ClawFleet.EndToEnd.Fixture;
using ClawFleet.Engine;

[assembly: AssemblyFixture(typeof(ClawFleet.EndToEnd.EngineFixture))]

namespace ClawFleet.EndToEnd;

/// <summary>The real engine, and a word why not where there is none.</summary>
public sealed class EngineFixture : IAsyncLifetime
{
    /// <summary>An image with a shell and perl, enough for programs of a few lines.</summary>
    public const string Image = "debian:trixie-slim";

    private string? _absent;
    private string _address = "";

    /// <summary>Skips the test where there is no engine.</summary>
    public IContainerEngine Engine
    {
        get
        {
            Assert.SkipWhen(_absent is not null, _absent ?? "");
            return field;
        }
    } = new DockerEngine();

    /// <summary>Path of the engine's socket.</summary>
    public string Socket
    {
        get
        {
            Assert.SkipUnless(_address.StartsWith("unix://", StringComparison.Ordinal), _absent ?? "the engine is not on a Unix socket");
            return _address["unix://".Length..];
        }
    }

    public async ValueTask InitializeAsync()
    {
        await using var engine = new DockerEngine();
        try
        {
            _address = (await engine.GetInfoAsync(CancellationToken.None)).Address;
        }
        catch (EngineException e)
        {
            _absent = e.Message;
            return;
        }

        await BuiltImages.ReadyAsync();
        Assert.NotNull(await engine.FindImageAsync(Image, CancellationToken.None));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
