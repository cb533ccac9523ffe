using System.Diagnostics.CodeAnalysis;

namespace ClawFleet.Runtimes;

/// <summary>
/// A secret by name. Text form <c>secret://TELEGRAM_BOT_TOKEN</c>; delivered to a container as the file
/// <c>/run/secrets/telegram-bot-token</c> (kebab case), so that a Kubernetes or Swarm secret mount works unchanged.
/// </summary>
public readonly record struct SecretRef(string Name)
{
    public const string Scheme = "secret://";

    /// <summary>The file's name below <c>/run/secrets</c>.</summary>
#pragma warning disable CA1308 // file names are lower case by Kubernetes' rule, not for comparison
    public string FileName => Name.Replace('_', '-').ToLowerInvariant();
#pragma warning restore CA1308

    public override string ToString() => Scheme + Name;

    /// <summary>True when <paramref name="text"/> is a secret reference and nothing else.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out SecretRef secret)
    {
        secret = default;
        if (text is null || !text.StartsWith(Scheme, StringComparison.Ordinal) || text.Length == Scheme.Length)
        {
            return false;
        }

        var name = text[Scheme.Length..];
        if (!name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        {
            return false;
        }

        secret = new SecretRef(name);
        return true;
    }
}
