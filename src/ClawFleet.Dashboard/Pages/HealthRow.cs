using System.Collections.Immutable;
using ClawFleet.Dashboard.Lives;
using ClawFleet.Dashboard.Serving;
using ClawFleet.Engine;
using ClawFleet.Hosting;
using ClawFleet.Model.Plans;
using ClawFleet.Telemetry;

namespace ClawFleet.Dashboard.Pages;

/// <summary>One container's health.</summary>
/// <param name="Check">How it is checked; null when its plan cannot be read.</param>
/// <param name="Runs">The engine's last checks, newest first, what they wrote with secrets masked.</param>
/// <param name="Streak">How many of them failed in a row.</param>
internal sealed record HealthRow(MemberStatus Status, string Owner, HealthPlan? Check, ImmutableArray<HealthCheckRun> Runs, int Streak, LifeLine Life)
{
    public static HealthRow Of(GivenContainer container, Func<string, string> mask, TelemetryStore store, DateTimeOffset from, DateTimeOffset to)
    {
        var details = container.Details;
        var hasCheck = details.Health != ContainerHealth.None || container.Plan is { Health.Command.IsDefaultOrEmpty: false };
        return new HealthRow(
            container.Status, container.Owner, container.Plan?.Health, [.. details.HealthLog.Reverse().Select(r => r with { Output = mask(r.Output) })], details.FailingStreak,
            LifeLine.Of(LifeEvents.Between(store, container.Status.Name, from, to, details), hasCheck, from, to));
    }
}
