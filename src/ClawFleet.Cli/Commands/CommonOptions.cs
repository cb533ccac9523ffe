using System.CommandLine;
using System.CommandLine.Parsing;

namespace ClawFleet.Cli.Commands;

/// <summary>Options and arguments that several commands share, with one wording.</summary>
internal static class CommonOptions
{
    public static Argument<string[]> Members(string description)
    {
        var members = new Argument<string[]>("MEMBER") { Arity = ArgumentArity.ZeroOrMore, Description = description };

        members.Validators.Add(RefuseOptions);
        return members;
    }

    /// <summary>The parser would take a mistyped option for a member's name.</summary>
    public static void RefuseOptions(ArgumentResult result)
    {
        foreach (var token in result.Tokens.Where(token => token.Value.StartsWith('-')))
        {
            result.AddError($"Unrecognized option '{token.Value}'.");
        }
    }

    public static Option<string?> File() => new("--file", "-f")
    {
        HelpName = "FILE",
        Description = "The fleet file. Default: clawden.yaml here or in a parent folder, not above the git checkout.",
    };

    public static Option<string?> EnvFile() => new("--env-file") { HelpName = "FILE", Description = "Variables that win over .env and over the environment." };

    public static Option<string?> Fleet() => new("--fleet") { HelpName = "NAME", Description = "The fleet by name; then no file is read." };

    public static Option<bool> Detach() => new("--detach", "-d") { Description = "Return when every member is healthy or has failed; leave the fleet running." };

    public static Option<bool> NoLogs() => new("--no-logs") { Description = "Attached: do not print the members' output." };

    public static Option<bool> NoHost() => new("--no-host") { Description = $"Leave no process in the background: no dashboard, no recording, no restart of what is killed. So does {Ups.HostOfRun.OptOut} in the environment." };
}
