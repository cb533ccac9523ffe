using ClawFleet.Engine;

namespace ClawFleet.Hosting.Images;

/// <summary>Pulls images and gives up on a registry that does not answer.</summary>
internal sealed class ImagePuller(IContainerEngine engine, ImageProgress progress)
{
    /// <summary>Until the registry's first word.</summary>
    private static readonly TimeSpan AnswerWait = TimeSpan.FromSeconds(30);

    /// <summary>Between two words of a pull that is under way.</summary>
    private static readonly TimeSpan SilenceWait = TimeSpan.FromSeconds(120);

    /// <summary>Whether the image is made on this machine: no registry has what begins with <c>localhost/</c>.</summary>
    public static bool IsMadeHere(string reference) => reference.StartsWith("localhost/", StringComparison.Ordinal);

    /// <exception cref="EngineException"><see cref="EngineErrorKind.PullFailed"/> when the image cannot be had; other kinds when the engine fails.</exception>
    public async Task PullAsync(string reference, CancellationToken ct)
    {
        if (IsMadeHere(reference))
        {
            throw new EngineException(EngineErrorKind.PullFailed, $"The image {reference} is not there, and nobody publishes it: it is made on this machine.");
        }

        using var activity = FleetActivities.BeginImage("pull", reference, reference);
        progress.Say($"pulling {reference}");
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bounded.CancelAfter(AnswerWait);
        var said = "";
        try
        {
            await foreach (var step in engine.PullImageAsync(reference, bounded.Token).ConfigureAwait(false))
            {
                bounded.CancelAfter(SilenceWait);
                if (step.CurrentBytes is null && step.Status != said)
                {
                    said = step.Status;
                    progress.Say($"{reference}: {(step.Id.Length > 0 ? step.Id + " " : "")}{step.Status}");
                }
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            activity.Fail("the registry does not answer");
            throw new EngineException(EngineErrorKind.PullFailed, $"Cannot pull image {reference}: the registry does not answer.");
        }
        catch (EngineException e)
        {
            activity.Fail(e);
            throw;
        }
    }

    public async Task EnsureAsync(string reference, CancellationToken ct)
    {
        if (await engine.FindImageAsync(reference, ct).ConfigureAwait(false) is null)
        {
            await PullAsync(reference, ct).ConfigureAwait(false);
        }
    }
}
