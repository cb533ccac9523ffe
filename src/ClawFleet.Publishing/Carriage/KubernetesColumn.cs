namespace ClawFleet.Publishing.Carriage;

/// <summary>What Kubernetes, from version 1.29 on, carries.</summary>
internal static class KubernetesColumn
{
    public static Carried Of(PlanFeature feature) => feature switch
    {
        _ => Carried.Whole(),
    };
}
