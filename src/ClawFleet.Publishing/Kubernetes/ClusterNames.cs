using System.Collections.Immutable;
using System.Globalization;
using ClawFleet.Model.Plans;

namespace ClawFleet.Publishing.Kubernetes;

/// <summary>What a container and what belongs to it are called in its namespace: the container's name without the fleet's, which is the name that members know one another by.</summary>
internal static class ClusterNames
{
    /// <summary>A StatefulSet's name and a hyphen and ten letters make a label, and a label has 63 at most.</summary>
    private const int MaxLength = 52;

    /// <summary>Of the StatefulSet and the Service.</summary>
    public static string Of(string fleet, ContainerPlan container) => container.Name[(fleet.Length + 1)..];

    public static string Secret(string name) => $"{name}-secrets";

    /// <summary>Of a volume, after the last folder of its place: <c>state</c>, <c>workspace</c>.</summary>
    public static string Volume(MountPlan mount) => mount.Target[(mount.Target.LastIndexOf('/') + 1)..];

    /// <summary>A port's name has 15 letters at most, of a–z, 0–9 and hyphens, one of them a letter.</summary>
    public static string Port(string name, int port) =>
        name.Length is > 0 and <= 15 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') && name.Any(char.IsAsciiLetterLower) && name[0] != '-' && name[^1] != '-' && !name.Contains("--", StringComparison.Ordinal)
            ? name
            : string.Create(CultureInfo.InvariantCulture, $"port-{port}");

    /// <exception cref="PlanRefusedException">A name that a cluster does not take.</exception>
    public static void Check(FleetPlan plan)
    {
        var digits = plan.Members.Where(m => char.IsAsciiDigit(m.Name[0])).Select(m => m.DeclaredName).Distinct(StringComparer.Ordinal).ToImmutableArray();
        if (digits.Length > 0)
        {
            throw new PlanRefusedException($"a Service's name begins with a letter in Kubernetes, and is the member's: give {string.Join(", ", digits)} another name in {plan.Source}");
        }

        if (plan.Containers.Select(c => Of(plan.Fleet, c)).FirstOrDefault(n => n.Length > MaxLength) is { } longest)
        {
            throw new PlanRefusedException($"a StatefulSet's name has at most {MaxLength} letters in Kubernetes, and {longest} has {longest.Length}: give its member a shorter name in {plan.Source}");
        }
    }
}
