using ClawFleet.Engine;

namespace ClawFleet.Hosting.Images;

/// <summary>
/// The Debian image below our base: the one the engine has, else pulled, else made on this machine by debootstrap under the same name (half a minute; by root, or by a user with subordinate ids).
/// </summary>
internal sealed class DebianImage(IContainerEngine engine, ImagePuller puller, ImageProgress progress)
{
    public const string Suite = "trixie";
    public const string Reference = "debian:trixie-slim";

    /// <exception cref="EngineException">It cannot be had; the message says what to do.</exception>
    public async Task EnsureAsync(CancellationToken ct)
    {
        if (await engine.FindImageAsync(Reference, ct).ConfigureAwait(false) is not null)
        {
            return;
        }

        try
        {
            await puller.PullAsync(Reference, ct).ConfigureAwait(false);
        }
        catch (EngineException e) when (e.Kind == EngineErrorKind.PullFailed)
        {
            if (await Debootstrap.FindAsync().ConfigureAwait(false) is not { } debootstrap)
            {
                throw new EngineException(e.Kind, $"{e.Message.TrimEnd('.')}. It can also be made here with debootstrap, by clawden itself once that is installed (an ordinary user needs subordinate ids too: /etc/subuid), or by root: {ByHand}", e);
            }

            progress.Say($"{Reference} cannot be pulled; making it with debootstrap (about half a minute)");
            using var activity = FleetActivities.BeginImage("make", Reference, Reference);
            await debootstrap.ImportAsync(engine, Suite, Reference, progress, ct).ConfigureAwait(false);
        }
    }

    private static string ByHand => $"apt-get install debootstrap && debootstrap --variant=minbase {Suite} DIR && tar -C DIR -c . | docker import - {Reference}";
}
