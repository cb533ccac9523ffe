using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting.Observation;

/// <summary>Whether the fleet on the engine is the one the file means.</summary>
internal static class FleetOwnership
{
    /// <returns>Notices for the user.</returns>
    /// <param name="fileExists">Whether another fleet's file is still there.</param>
    /// <exception cref="FleetConflictException">Another file's fleet has the name, the file's fleet runs under another name, or docker compose runs it.</exception>
    public static IReadOnlyList<string> Check(FleetPlan plan, ObservedFleet observed, Func<string, bool> fileExists)
    {
        RefusePublished(observed);
        if (observed.FromSameSource is [var renamed, ..] && !IsPlaceholder(plan.Source))
        {
            throw new FleetConflictException(
                $"{plan.Source} is already running as the fleet '{renamed.Fleet}' ({Count(observed.FromSameSource.Length)}); the file now says name: {plan.Fleet}. "
                + $"Run `clawden down --fleet {renamed.Fleet}` first (its volumes stay), or give the file its old name back.");
        }

        var notices = new List<string>();
        foreach (var others in observed.Containers.Where(c => c.Source != plan.Source).GroupBy(c => c.Source, StringComparer.Ordinal))
        {
            if (IsPlaceholder(others.Key) || fileExists(others.Key))
            {
                throw new FleetConflictException(
                    $"A fleet named '{plan.Fleet}' is already there from {others.Key} ({Count(others.Count())}). "
                    + $"Give this one another `name:` in {plan.Source}, or remove the other with `clawden down --fleet {plan.Fleet}`.");
            }

            notices.Add($"The fleet '{plan.Fleet}' was started from {(others.Key.Length == 0 ? "an unknown file" : others.Key)}, which is no longer there; taking it over ({Count(others.Count())}).");
        }

        return notices;
    }

    /// <summary>Two that look after one fleet would take its containers from each other.</summary>
    /// <exception cref="FleetConflictException">docker compose runs the fleet.</exception>
    public static void RefusePublished(ObservedFleet observed)
    {
        if (observed.IsPublished)
        {
            throw new FleetConflictException(
                $"The fleet '{observed.Fleet}' was brought up by docker compose, from what `clawden publish` wrote, and is docker compose's to change. "
                + $"`docker compose -p {observed.Fleet} down` takes it away; its data stays for `clawden up`.");
        }
    }

    /// <summary>A word in angle brackets stands for a fleet without a file.</summary>
    private static bool IsPlaceholder(string source) => source.StartsWith('<');

    private static string Count(int containers) => containers == 1 ? "1 container" : $"{containers} containers";
}
