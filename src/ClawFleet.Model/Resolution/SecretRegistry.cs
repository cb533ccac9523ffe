using System.Collections.Immutable;
using ClawFleet.Model.Plans;
using ClawFleet.Runtimes;

namespace ClawFleet.Model.Resolution;

/// <summary>Gives each secret of the file one name. The first to ask for a name gets it; a different secret gets its derived name, then a number.</summary>
internal sealed class SecretRegistry
{
    private readonly Dictionary<string, SecretPlan?> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _byText = new(StringComparer.Ordinal);
    private readonly ImmutableDictionary<string, string>.Builder _literals = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);

    public ImmutableDictionary<string, string> Literals => _literals.ToImmutable();

    public ImmutableSortedDictionary<string, SecretPlan> All
    {
        get
        {
            var all = ImmutableSortedDictionary.CreateBuilder<string, SecretPlan>(StringComparer.Ordinal);
            foreach (var (name, secret) in _byName)
            {
                if (secret is not null)
                {
                    all.Add(name, secret);
                }
            }

            return all.ToImmutable();
        }
    }

    /// <summary>Keeps a name for a secret that the planner generates.</summary>
    public void Reserve(string name) => _byName.TryAdd(name, null);

    /// <summary>A secret whose value comes from variables.</summary>
    /// <param name="wholeVariable">The variable that the whole text is, or null.</param>
    public string Expression(string text, string? wholeVariable, string derivedName)
        => Give(SecretOrigin.Expression, wholeVariable is null ? text : "$" + wholeVariable, wholeVariable, derivedName);

    /// <summary>A secret whose value, or a part of it, stands in the file.</summary>
    /// <param name="value">Null when a variable of it is missing and nobody needs it.</param>
    public string Literal(string place, string? value, string derivedName)
    {
        if (value is not null)
        {
            _literals[place] = value;
        }

        return Give(SecretOrigin.Literal, place, null, derivedName);
    }

    private string Give(SecretOrigin origin, string text, string? preferred, string derived)
    {
        var key = (origin == SecretOrigin.Literal ? "=" : "$") + text;
        if (!_byText.TryGetValue(key, out var name))
        {
            name = preferred is null ? null : Upper(preferred);
            if (name is null || _byName.ContainsKey(name))
            {
                name = Upper(derived);
                for (var i = 2; _byName.ContainsKey(name); i++)
                {
                    name = $"{Upper(derived)}_{i}";
                }
            }

            _byName[name] = new SecretPlan(name, origin, text);
            _byText[key] = name;
        }

        return SecretRef.Scheme + name;
    }

    /// <summary>Upper case with underscores: file names made from it are lower case, so two names may not differ in case alone.</summary>
    public static string Upper(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_'));
}
