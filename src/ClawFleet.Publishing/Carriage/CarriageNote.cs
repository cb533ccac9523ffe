using System.Collections.Immutable;
using ClawFleet.Model.Plans;

namespace ClawFleet.Publishing.Carriage;

/// <summary>What a plan uses and a target does not carry as it is.</summary>
/// <param name="Users">Members and sidecars that use it; empty for the fleet as a whole.</param>
public sealed record CarriageNote(PlanFeature Feature, CarriedAs As, ImmutableArray<string> Users, string Text)
{
    private const int NamedAtMost = 3;

    /// <summary>What the user of this plan must be told of the target, in the order of <see cref="PlanFeature"/>. What is carried whole is not in it.</summary>
    public static ImmutableArray<CarriageNote> Of(FleetPlan plan, PlanTarget target) =>
    [
        .. from use in FeatureUse.Of(plan)
           let carried = CarriageTable.Of(target, use.Feature)
           where carried.Text is not null
           select new CarriageNote(use.Feature, carried.As, use.Users, carried.Text!),
    ];

    /// <summary>One line: <c>desk, front: …</c>, the first three users and how many more.</summary>
    public override string ToString() => Users.Length switch
    {
        0 => Text,
        <= NamedAtMost => $"{string.Join(", ", Users)}: {Text}",
        _ => $"{string.Join(", ", Users.Take(NamedAtMost))} and {Users.Length - NamedAtMost} more: {Text}",
    };
}
