namespace ClawFleet.Publishing.Carriage;

/// <summary>What .NET Aspire's app model, of the surface that 13.1 shipped, carries.</summary>
internal static class AspireColumn
{
    public static Carried Of(PlanFeature feature) => feature switch
    {
        PlanFeature.NoWayOut => Carried.Not("a fleet with no way out is refused: no.", "refused"),
        _ => Carried.Whole(),
    };
}
