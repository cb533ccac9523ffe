using System.Security.Cryptography;
using System.Text;

namespace ClawFleet.Publishing.Aspire;

/// <summary>
/// Names by Aspire's rule (1 to 64 ASCII letters, digits and single hyphens, a letter first, no hyphen last; resources and parameters share one list without regard to case:
/// Aspire.Hosting/ApplicationModel/ModelName.cs), each given once.
/// </summary>
internal sealed class AspireNames
{
    private const int Longest = 64;
    private const int HashDigits = 8;

    private readonly Dictionary<string, string> _holders = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="wanted">A name in ClawFleet's words.</param>
    /// <param name="holder">What it names, for the message.</param>
    /// <exception cref="AspireRefusedException">Something else has the name.</exception>
    public string Claim(string wanted, string holder)
    {
        var name = Of(wanted);
        if (!_holders.TryAdd(name, holder))
        {
            throw new AspireRefusedException($"{holder} and {_holders[name]} would both be called {name} by Aspire, where containers, databases and parameters share one list of names: give one of them another name");
        }

        return name;
    }

    internal static string Of(string wanted)
    {
        var text = new StringBuilder(wanted.Length);
        foreach (var c in wanted)
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                text.Append(char.ToLowerInvariant(c));
            }
            else if (text.Length > 0 && text[^1] != '-')
            {
                text.Append('-');
            }
        }

        var name = text.ToString().TrimEnd('-');
        if (name.Length == 0 || !char.IsAsciiLetter(name[0]))
        {
            name = "n-" + name;
        }

        return name.Length <= Longest
            ? name.TrimEnd('-')
            : $"{name[..(Longest - HashDigits - 1)].TrimEnd('-')}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(wanted)))[..HashDigits]}";
    }
}
