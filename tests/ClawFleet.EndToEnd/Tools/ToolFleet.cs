using ClawFleet.EndToEnd.Fixture;

namespace ClawFleet.EndToEnd.Tools;

/// <summary>One simulated member with a desktop, a browser and the rest in one image, built once for all tests of tools. Its own tool is the example's.</summary>
public sealed class ToolFleet : IAsyncLifetime
{
    public const string Member = "desk";

    public TempFleet Fleet { get; } = new($$"""
        name: FLEET
        simulate: always
        runtimes:
          - name: {{Member}}
            runtime: zeroclaw
            ports: auto
            tools: [python, node, http, gui, git, browser, graphs]
            packages: {apt: [imagemagick]}
        """);

    /// <summary>The program in the member, as <c>clawden exec</c> runs it.</summary>
    public Task<CliResult> ExecAsync(params string[] command) => Fleet.RunAsync(["exec", Member, "--", .. command]);

    /// <summary>A script that must succeed.</summary>
    /// <returns>What it wrote.</returns>
    public async Task<string> ShellAsync(string script) => (await ExecAsync("sh", "-euc", script)).Exits(0).Stdout.Trim();

    public async ValueTask InitializeAsync()
    {
        Copy(Path.Combine(Repository.Root, "examples", "custom-tool", "tools"), Path.Combine(Fleet.Folder, "tools"));
        await using var up = Fleet.Start("up", "-d");
        (await up.EndsAsync(TimeSpan.FromMinutes(12))).Exits(0);
    }

    public ValueTask DisposeAsync() => Fleet.DisposeAsync();

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
