using System.CommandLine;
using System.CommandLine.Parsing;
using ClawFleet.Model.Plans;
using ClawFleet.Publishing.Kubernetes;

namespace ClawFleet.Cli.Publishing;

/// <summary>What <c>clawden publish kubernetes</c> asks for beyond what every target does.</summary>
internal sealed class KubernetesPublishOptions
{
    /// <summary>A DNS label (RFC 1123).</summary>
    private const int MaxNamespaceLength = 63;

    public Option<string?> Namespace { get; } = new("--namespace", "-n") { HelpName = "NAME", Description = "The namespace. Default: the fleet's name." };

    public Option<long> Storage { get; } = new("--storage")
    {
        HelpName = "SIZE",
        Description = "Size of each volume. Default: 5Gi.",
        DefaultValueFactory = _ => KubernetesOptions.DefaultStorageBytes,
        CustomParser = Size,
    };

    public Option<string?> StorageClass { get; } = new("--storage-class") { HelpName = "NAME", Description = "The volumes' storage class. Default: the cluster's." };

    public Option<bool> WithSecrets { get; } = new("--with-secrets") { Description = "Write the values of your tokens and keys into DIR/secrets too; without it those files are yours to write." };

    public KubernetesPublishOptions()
    {
        Namespace.Validators.Add(result => Refuse(result, IsLabel, "is no name of a namespace: write a–z, 0–9 and hyphens, none at its ends, 63 letters at most."));
        StorageClass.Validators.Add(result => Refuse(result, text => text.Split('.').All(IsLabel), "is no name of a storage class: write a–z, 0–9, hyphens and dots."));
    }

    public void AddTo(Command command)
    {
        command.Options.Add(Namespace);
        command.Options.Add(Storage);
        command.Options.Add(StorageClass);
        command.Options.Add(WithSecrets);
    }

    private static long Size(ArgumentResult result)
    {
        if (result.Tokens is [var token] && ByteSize.TryParse(token.Value, out var bytes))
        {
            return bytes;
        }

        result.AddError($"--storage takes a size such as 10Gi, not '{string.Join(' ', result.Tokens)}'.");
        return 0;
    }

    private static void Refuse(OptionResult result, Func<string, bool> valid, string fault)
    {
        if (result.Tokens is [var token] && !valid(token.Value))
        {
            result.AddError($"'{token.Value}' {fault}");
        }
    }

    private static bool IsLabel(string text) => text.Length is > 0 and <= MaxNamespaceLength && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') && text[0] != '-' && text[^1] != '-';
}
