using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting;

/// <summary>Gives the values of a plan's secrets, at the last moment. Called from several threads.</summary>
public interface ISecretValues
{
    /// <exception cref="SecretUnavailableException">The value cannot be had; the message names the variable and the remedy.</exception>
    string Get(SecretPlan secret);
}
