using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting.Observation;

/// <summary>The container's plan as its label carries it.</summary>
internal static class PlanLabel
{
    /// <returns>Null when the text is not a plan that this version understands.</returns>
    public static ContainerPlan? TryRead(string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        try
        {
            return PlanJson.ReadContainer(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
