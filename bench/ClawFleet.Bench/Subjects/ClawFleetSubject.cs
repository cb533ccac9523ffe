using System.Globalization;
using System.Text;

namespace ClawFleet.Bench.Subjects;

/// <summary>ClawFleet through its launcher, as a user types it, but without the process in the background: its peers have none.</summary>
internal sealed class ClawFleetSubject(string home, string folder, int members) : ISubject
{
    public const string Fleet = "clawbench";
    public const int FirstPort = 46001;

    private readonly Dictionary<string, string> _environment = new() { ["XDG_STATE_HOME"] = Path.Combine(folder, "state"), ["CLAWDEN_NO_HOST"] = "1" };

    public string Name => "clawfleet";

    public Func<Task> Again => () => RunAsync("up", "-d");

    public Func<Task> List => () => RunAsync("ps");

    public Task UpAsync() => RunAsync("up", "-d");

    public Task DownAsync() => RunAsync("down");

    public Task CleanAsync() => RunAsync("down", "--volumes");

    public void Write()
    {
        var text = new StringBuilder($"name: {Fleet}\nsimulate: always\nruntimes:\n");
        for (var i = 0; i < members; i++) text.Append(CultureInfo.InvariantCulture, $"  - {{name: m{i + 1:D3}, runtime: zeroclaw, ports: [{FirstPort + i}]}}\n");
        File.WriteAllText(Path.Combine(folder, "clawden.yaml"), text.ToString());
    }

    private Task RunAsync(params string[] arguments) => Commands.RunAsync(Path.Combine(home, "clawden"), folder, _environment, arguments);
}
