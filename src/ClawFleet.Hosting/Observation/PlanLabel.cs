using System.Text.Json;
using System.Text.Json.Serialization;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting.Observation;

/// <summary>The container's plan as its label carries it.</summary>
internal static class PlanLabel
{
    public static string Write(ContainerPlan plan) => JsonSerializer.Serialize(plan, PlanLabelJson.Default.ContainerPlan);

    /// <returns>Null when the text is not a plan that this version understands.</returns>
    public static ContainerPlan? TryRead(string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(text, PlanLabelJson.Default.ContainerPlan);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ContainerPlan))]
internal sealed partial class PlanLabelJson : JsonSerializerContext;
