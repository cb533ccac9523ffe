using System.Collections.Immutable;
using ClawFleet.Model.Documents;
using ClawFleet.Model.Plans;

namespace ClawFleet.Model.Planning;

/// <summary>
/// The name by which a container reaches the machine it runs on. Only a container that is told the name gets it: Docker from 20.10 on puts the address of its bridge in for
/// <c>host-gateway</c>, and Podman from 4.7 on that of <c>host.containers.internal</c>.
/// </summary>
internal static class HostGateway
{
    public const string Name = "host.docker.internal";

    /// <summary>Where a model server of Ollama's answers on this machine when nothing else is said.</summary>
    public const string Ollama = $"http://{Name}:11434";

    private const string Entry = $"{Name}:host-gateway";

    /// <summary>What the container needs in its hosts file.</summary>
    /// <param name="environment">All of its variables, the member's spec among them.</param>
    public static ImmutableArray<string> ExtraHosts(IReadOnlyDictionary<string, string> environment, IEnumerable<SecretPlan> secrets, FleetDocument document)
        => environment.Values.Any(IsNamed) || secrets.Any(s => IsNamed(Text(s, document))) ? [Entry] : [];

    /// <summary>Whether the text has the name in it, as a host and not as a part of a longer one.</summary>
    public static bool IsNamed(string text)
    {
        for (var at = text.IndexOf(Name, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(Name, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var end = at + Name.Length;
            if ((at == 0 || !IsOfAName(text[at - 1])) && (end == text.Length || !IsOfAName(text[end]) || IsFullStop(text, end)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOfAName(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_';

    private static bool IsFullStop(string text, int at) => text[at] == '.' && (at + 1 == text.Length || !IsOfAName(text[at + 1]));

    /// <summary>An address with a key in it is a secret, and its host stands in the expression.</summary>
    private static string Text(SecretPlan secret, FleetDocument document) => secret.Origin switch
    {
        SecretOrigin.Expression => secret.Text,
        SecretOrigin.Literal => document.GetLiteral(secret.Text) ?? "",
        _ => "",
    };
}
