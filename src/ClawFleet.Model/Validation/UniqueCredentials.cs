using ClawFleet.Model.Building;
using ClawFleet.Model.Diagnostics;

namespace ClawFleet.Model.Validation;

/// <summary>One credential, one instance: compared by resolved values over the whole file, whatever the types and the variables are called. Says no value.</summary>
internal static class UniqueCredentials
{
    public static void Check(IEnumerable<BuiltChannel> channels, DiagnosticBag faults)
    {
        var holders = new Dictionary<string, BuiltChannel>(StringComparer.Ordinal);
        foreach (var channel in channels)
        {
            var own = new HashSet<string>(StringComparer.Ordinal);
            foreach (var credential in channel.Credentials)
            {
                var key = $"{credential.Kind}\0{credential.Value}";
                if (!own.Add(key))
                {
                    continue;
                }

                if (holders.TryGetValue(key, out var holder))
                {
                    faults.Error(DiagnosticCodes.SharedCredential, credential.Span,
                        $"`{channel.Entry.Name}` has the same {credential.Field} as `{holder.Entry.Name}`",
                        "two connections with one credential take each other's messages", $"give `{channel.Entry.Name}` a bot of its own, or remove one of the two");
                    break;
                }

                holders.Add(key, channel);
            }
        }
    }
}
