using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace ClawFleet.Cli.Images;

/// <summary>The part of references before the images' names: <c>ghcr.io/team</c>, <c>127.0.0.1:5000</c>, <c>registry.example/a/b</c> (distribution's grammar of references).</summary>
internal static partial class RegistryName
{
    public static void Check(OptionResult result)
    {
        if (result.GetValueOrDefault<string?>() is { } name && !Grammar().IsMatch(name))
        {
            result.AddError(name.Contains("://", StringComparison.Ordinal) ? $"--registry takes no address: leave '{name[..(name.IndexOf("://", StringComparison.Ordinal) + 3)]}' away."
                : $"'{name}' is no registry: HOST[:PORT][/PATH] in small letters, without a tag, such as ghcr.io/team.");
        }
    }

    [GeneratedRegex(@"^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*(?::[0-9]{1,5})?|\[[0-9a-f:]+\](?::[0-9]{1,5})?)(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$", RegexOptions.CultureInvariant)]
    private static partial Regex Grammar();
}
