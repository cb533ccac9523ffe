namespace ClawFleet.Publishing.Carriage;

/// <summary>What docker compose, from version 2.26 on, carries.</summary>
internal static class ComposeColumn
{
    public static Carried Of(PlanFeature feature) => feature switch
    {
        _ => Carried.Whole(),
    };
}
