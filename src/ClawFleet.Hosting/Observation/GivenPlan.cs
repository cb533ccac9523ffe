using ClawFleet.Model.Plans;
using ClawFleet.Runtimes;

namespace ClawFleet.Hosting;

/// <summary>What a container was made from, as its labels carry it.</summary>
public static class GivenPlan
{
    /// <returns>Null when the container has none, or one of another version that cannot be read.</returns>
    public static ContainerPlan? Of(IReadOnlyDictionary<string, string> labels)
    {
        try
        {
            return labels.GetValueOrDefault(FleetLabels.Plan) is { Length: > 0 } text ? PlanJson.ReadContainer(text) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>What the member is to be; null for a sidecar.</summary>
    public static MemberSpec? SpecOf(ContainerPlan? plan)
    {
        try
        {
            return plan is not null && plan.Environment.TryGetValue(MemberSpecJson.EnvironmentVariable, out var text) ? MemberSpecJson.Read(text) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
