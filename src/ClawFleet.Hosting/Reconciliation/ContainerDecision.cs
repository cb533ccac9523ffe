using System.Collections.Immutable;
using ClawFleet.Hosting.Observation;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting.Reconciliation;

internal enum ContainerAction
{
    /// <summary>Runs as planned.</summary>
    Keep,
    /// <summary>As planned, but does not run.</summary>
    Start,
    /// <summary>As planned; stopped and started because something it depends on is replaced under it.</summary>
    Bounce,
    Create,
    /// <summary>Removed and made anew; its volumes stay.</summary>
    Replace,
    Refuse,
}

/// <summary>What is to become of one container of the plan, and why.</summary>
internal sealed record ContainerDecision(ContainerPlan Plan, ObservedContainer? Observed, ContainerAction Action, string Cause)
{
    /// <summary>Whether its process goes away in between.</summary>
    public bool Interrupts => Action is ContainerAction.Replace or ContainerAction.Bounce && Observed is { IsUp: true };

    /// <summary>Looks at one container alone.</summary>
    /// <param name="changedNetworks">Networks that must be made anew; what hangs on them must, too.</param>
    public static ContainerDecision For(ContainerPlan plan, ObservedContainer? observed, ReconcileOptions options, ImmutableHashSet<string> changedNetworks)
    {
        if (options.Refused.TryGetValue(plan.Name, out var reason))
        {
            return new(plan, observed, ContainerAction.Refuse, reason);
        }

        if (observed is null)
        {
            return new(plan, null, ContainerAction.Create, "not there");
        }

        var changes = Changes(plan, observed, options, changedNetworks);
        if (changes.Count > 0)
        {
            return new(plan, observed, ContainerAction.Replace, string.Join(", ", changes));
        }

        return observed.State switch
        {
            Engine.ContainerState.Running or Engine.ContainerState.Restarting => new(plan, observed, ContainerAction.Keep, Describe(observed)),
            Engine.ContainerState.Created or Engine.ContainerState.Exited => new(plan, observed, ContainerAction.Start, Describe(observed)),
            _ => new(plan, observed, ContainerAction.Replace, Describe(observed)),
        };
    }

    private static List<string> Changes(ContainerPlan plan, ObservedContainer observed, ReconcileOptions options, ImmutableHashSet<string> changedNetworks)
    {
        var changes = new List<string>();
        if (observed.PlanHash != plan.Hash)
        {
            changes.AddRange(observed.Plan is { } before ? PlanDiff.Describe(before, plan) : []);
            if (changes.Count == 0)
            {
                changes.Add("plan changed");
            }
        }

        // A changed name says so itself.
        if (observed.ImageId.Length > 0 && (observed.PlanHash == plan.Hash || observed.Plan?.Image == plan.Image)
            && options.ImageIds.TryGetValue(plan.Image, out var current) && !CurrentImages.AreSame(current, observed.ImageId))
        {
            changes.Add($"{plan.Image} is another image now");
        }

        changes.AddRange(SecretsFingerprint.Changes(observed.SecretsHash, options.SecretsHashes.GetValueOrDefault(plan.Name, "")));
        changes.AddRange(plan.Networks.Where(n => changedNetworks.Contains(n.Network)).Select(n => $"network {n.Network} changed"));
        return changes;
    }

    private static string Describe(ObservedContainer observed) => observed.State switch
    {
        Engine.ContainerState.Created => "made but never started",
        Engine.ContainerState.Exited => observed.ExitCode is { } code ? $"exited ({code})" : "exited",
        Engine.ContainerState.Paused => "paused",
        Engine.ContainerState.Restarting => observed.ExitCode is { } code ? $"restarting after exit ({code})" : "restarting",
        Engine.ContainerState.Running => "as planned",
        Engine.ContainerState.Removing => "half removed",
        Engine.ContainerState.Dead => "dead",
        _ => "in a state the engine does not name",
    };
}
