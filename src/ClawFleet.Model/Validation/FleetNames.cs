using System.Text;

namespace ClawFleet.Model.Validation;

/// <summary>Names that make legal names of containers, networks, volumes and hosts.</summary>
public static class FleetNames
{
    public const int MaxLength = 40;

    public const string Rule = "a name has 1 to 40 characters: a–z, 0–9 and single hyphens, none at its ends";

    public static bool IsValid(string name)
    {
        if (name.Length is 0 or > MaxLength || name[0] == '-' || name[^1] == '-' || name.Contains("--", StringComparison.Ordinal))
        {
            return false;
        }

        return name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
    }

    /// <summary>The nearest legal name: <c>My Agents!</c> → <c>my-agents</c>; <c>fleet</c> when nothing is left.</summary>
    public static string Slug(string text)
    {
        var slug = new StringBuilder();
        foreach (var c in text)
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                slug.Append(char.ToLowerInvariant(c));
            }
            else if (slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }

            if (slug.Length == MaxLength)
            {
                break;
            }
        }

        var name = slug.ToString().Trim('-');
        return name.Length == 0 ? "fleet" : name;
    }
}
