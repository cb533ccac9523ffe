using System.Text;
using ClawFleet.Runtimes.Native;

namespace ClawFleet.Runtimes.Tests.Adapters;

/// <summary>
/// Every <c>testdata/&lt;runtime&gt;/&lt;situation&gt;.json</c> is a member spec; beside it lies everything the runtime is started with, as a person can read it.
/// <c>CLAWFLEET_UPDATE_GOLDEN=1</c> writes the files anew.
/// </summary>
public class GoldenTests
{
    public static TheoryData<string> Situations { get; } =
        [.. Directory.EnumerateFiles(Repository.TestData, "*.json", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Repository.TestData, f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Situations))]
    public void A_member_is_started_with_exactly_this(string situation)
    {
        var path = Path.Combine(Repository.TestData, situation);
        var spec = MemberSpecJson.Read(File.ReadAllText(path));
        Assert.DoesNotContain(spec.Check(), f => f.IsError);
        var actual = Written(spec.Render());
        var expected = Path.ChangeExtension(path, ".expected.txt");
        if (Environment.GetEnvironmentVariable("CLAWFLEET_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(expected, actual);
        }

        Assert.Equal(File.ReadAllText(expected), actual);
    }

    [Theory]
    [MemberData(nameof(Situations))]
    public void What_is_written_can_be_read_and_no_argument_holds_a_secret(string situation)
    {
        var launch = MemberSpecJson.Read(File.ReadAllText(Path.Combine(Repository.TestData, situation))).Render();
        foreach (var file in launch.Files.Where(f => f.Format != NativeFormat.Text))
        {
            switch (file.Format)
            {
                case NativeFormat.Toml:
                    _ = TomlReader.Read(file.Text);
                    break;
                case NativeFormat.Yaml:
                    _ = YamlReader.Read(file.Text);
                    break;
                case NativeFormat.Env:
                    Assert.All(file.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Matches("^[A-Z_]+=", line));
                    break;
                default:
                    _ = NativeJson.ReadObject(file.Text);
                    break;
            }
        }

        Assert.DoesNotContain(launch.Argv, a => a.Contains("value-of-", StringComparison.Ordinal));
        Assert.Empty(launch.RemovedEnvironment.Intersect(launch.Environment.Keys));
    }

    private static string Written(NativeLaunch launch)
    {
        var text = new StringBuilder();
        foreach (var file in launch.Files)
        {
            text.Append($"# {file.Path}\n{file.Text}\n");
        }

        foreach (var link in launch.Links)
        {
            text.Append($"# {link.Path} -> {link.Target}\n\n");
        }

        text.Append("# environment\n");
        foreach (var (name, value) in launch.Environment)
        {
            text.Append($"{name}={value}\n");
        }

        text.Append($"\n# command, in {launch.WorkingDirectory}\n{string.Join(' ', launch.Argv)}\n");
        text.Append($"\n# directories\n{string.Join('\n', launch.Directories)}\n");
        if (launch.FirstStart is { } first)
        {
            text.Append($"\n# before the first start, kept in {first.ResultFile}\n{string.Join(' ', first.Argv)}\n");
        }

        if (launch.Supervision is { } s)
        {
            text.Append($"\n# supervised: port {s.UpstreamPort}, alive {s.ProbePath}, ready {s.ReadyPath}, stopped by signal {s.StopSignal}\n");
        }

        return text.ToString();
    }
}
