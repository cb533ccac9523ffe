using System.Text.RegularExpressions;
using ClawFleet.Cli.Commands;
using ClawFleet.Cli.Tests.Presentation;
using YamlDotNet.RepresentationModel;

namespace ClawFleet.Cli.Tests.Commands;

/// <summary>The GitHub workflow that publishes the images: it cannot be run here, so what it calls is checked against what there is to call.</summary>
public sealed partial class ImagesWorkflowTests
{
    private static readonly Dictionary<string, string> Values = new(StringComparer.Ordinal)
    {
        ["RUNTIME"] = "ironclaw",
        ["SERVICE"] = "postgres",
        ["PLATFORM"] = "linux/arm64",
        ["REGISTRY"] = "ghcr.io/team",
        ["IMAGE"] = "ghcr.io/team/ironclaw:1",
        ["SOURCE"] = "https://example.invalid/fleet",
        ["GITHUB_SHA"] = "0123456",
        ["GITHUB_REPOSITORY_OWNER"] = "team",
    };

    [Fact]
    public void Every_clawden_command_in_it_is_one_that_the_command_line_takes()
    {
        var commands = Commands().Where(c => c[0] != "conformance").ToList();
        Assert.Contains(commands, c => c is ["image", "build", ..]);
        Assert.Contains(commands, c => c is ["image", "push", ..]);
        foreach (var command in commands)
        {
            var parsed = CommandTree.Build([.. command], new RecordedConsole().Console).Parse([.. command]);
            Assert.True(parsed.Errors.Count == 0, $"{string.Join(' ', command)}: {string.Join("; ", parsed.Errors.Select(e => e.Message))}");
        }
    }

    [Fact]
    public void It_asks_for_conformance_as_the_launcher_takes_it()
    {
        var conformance = Assert.Single(Commands(), c => c[0] == "conformance");
        var script = File.ReadAllText(Path.Combine(Root, "eng", "conformance"));
        Assert.All(conformance.Where(w => w.StartsWith("--", StringComparison.Ordinal)), option => Assert.Contains($"    {option}) export ", script, StringComparison.Ordinal));
    }

    [Fact]
    public void It_builds_before_it_asks_and_pushes_last()
        => Assert.Equal(["image build", "conformance --runtime", "image verify", "image push", "image index"], Commands().Select(c => $"{c[0]} {c[1]}"));

    [Fact]
    public void Its_runtimes_are_all_that_are_published_somewhere()
    {
        var published = Directory.GetDirectories(Path.Combine(Root, "runtimes")).Select(f => Path.GetFileName(f)).Where(n => File.Exists(Path.Combine(Root, "runtimes", n, "runtime.yaml")) && n is not ("postgres" or "nanoclaw"));
        Assert.Equal(published.Order(StringComparer.Ordinal), Matrix("image", "runtime"));
        Assert.Equal(published.Append("postgres").Order(StringComparer.Ordinal), Matrix("index", "image"));
    }

    [Fact]
    public void The_token_is_never_an_argument()
    {
        foreach (var run in Runs())
        {
            Assert.DoesNotContain("secrets.", run, StringComparison.Ordinal);
            Assert.DoesNotMatch(@"--password[ =]", run);
        }
    }

    private static string Root { get; } = FindRoot();

    private static YamlMappingNode Jobs()
    {
        var yaml = new YamlStream();
        using var text = File.OpenText(Path.Combine(Root, ".github", "workflows", "images.yml"));
        yaml.Load(text);
        return (YamlMappingNode)yaml.Documents[0].RootNode["jobs"];
    }

    private static IEnumerable<string> Matrix(string job, string axis) => ((YamlSequenceNode)Jobs().Children[job]["strategy"]["matrix"][axis]).Children.Select(c => c.ToString()).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Runs() =>
        from job in Jobs().Children.Values
        from step in ((YamlSequenceNode)job["steps"]).Children.Cast<YamlMappingNode>()
        where step.Children.ContainsKey("run")
        select step.Children["run"].ToString();

    /// <summary>The words behind <c>./clawden</c>, up to what the shell does with its output, with every variable's value in it.</summary>
    private static IReadOnlyList<IReadOnlyList<string>> Commands() =>
    [
        .. from line in Runs().SelectMany(r => r.Split('\n'))
           where line.StartsWith("./clawden ", StringComparison.Ordinal)
           select Words().Matches(line["./clawden ".Length..]).Select(m => m.Value).TakeWhile(w => w is not (">" or "|" or "<<<"))
               .Select(w => Variable().Replace(w.Trim('"'), m => Values[m.Groups["name"].Value])).ToList(),
    ];

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ClawFleet.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("the tests run inside the checkout");
    }

    [GeneratedRegex("""(?:"[^"]*"|[^\s"])+""")]
    private static partial Regex Words();

    [GeneratedRegex(@"\$\{?(?<name>[A-Z_]+)(?:,,\})?")]
    private static partial Regex Variable();
}
