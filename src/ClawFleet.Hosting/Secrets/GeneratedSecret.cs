using System.Security.Cryptography;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting;

/// <summary>Values of secrets that nobody has to know.</summary>
public static class GeneratedSecret
{
    /// <param name="alphabet"><c>hex64</c> (64 hex digits) or <c>base62-48</c> (48 letters and digits), as <see cref="SecretPlan.Text"/> has it.</param>
    public static string Make(string alphabet) => alphabet switch
    {
        "hex64" => RandomNumberGenerator.GetHexString(64, lowercase: true),
        "base62-48" => RandomNumberGenerator.GetString("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", 48),
        _ => throw new ArgumentException($"No way to make a secret of the alphabet '{alphabet}'.", nameof(alphabet)),
    };
}
