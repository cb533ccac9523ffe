using ClawFleet.Hosting;
using ClawFleet.Model.Plans;

namespace ClawFleet.EndToEnd.Orchestration;

internal sealed class FixedSecrets(IReadOnlyDictionary<string, string> values) : ISecretValues
{
    public string Get(SecretPlan secret) => values.TryGetValue(secret.Name, out var value) ? value : throw new SecretUnavailableException($"${secret.Name} is not set; put it into .env");
}
