using System.Text;
using ClawFleet.EndToEnd.Fixture;
using ClawFleet.Engine;
using ClawFleet.Hosting.Images;

namespace ClawFleet.EndToEnd.Upgrades;

/// <summary>
/// Versions of ZeroClaw as upstream would publish them, so that a pin goes the whole way through upstream's tag: each a stand-in for upstream's image with the simulator in it. Two are
/// sound; the other two write over what is kept in <c>/state</c>, and then one ends at once and one never becomes healthy.
/// </summary>
public sealed class VersionsOfZeroClaw : IAsyncLifetime
{
    public const string First = "0.8.2";
    public const string Second = "0.8.3";
    public const string EndsAtOnce = "0.8.5";
    public const string NeverHealthy = "0.8.6";

    private readonly string _repository = "localhost/clawfleet-e2e-" + Guid.NewGuid().ToString("N")[..12];
    private readonly HomeCopy _home = new();
    private readonly DockerEngine _engine = new();

    private static CancellationToken Soon => new CancellationTokenSource(TimeSpan.FromMinutes(5)).Token;

    public async ValueTask InitializeAsync()
    {
        await BuiltImages.ReadyAsync();
        _home.Replace("runtimes/zeroclaw/runtime.yaml", "ghcr.io/zeroclaw-labs/zeroclaw:v0.8.4-debian", $"{_repository}:v0.8.4-debian");
        await PublishAsync(First, "");
        await PublishAsync(Second, "");
        await PublishAsync(EndsAtOnce, "exit:78");
        await PublishAsync(NeverHealthy, "never-healthy");
    }

    /// <summary>A fleet with a real member, <c>one</c>, and data in it.</summary>
    /// <param name="members">The members to bring up; all when none is named.</param>
    public async Task<TempFleet> UpAsync(string file, params string[] members)
    {
        var fleet = new TempFleet(file);
        fleet.Variables["CLAWFLEET_HOME"] = _home.Path;
        (await fleet.RunAsync(["up", "-d", .. members])).Exits(0);
        (await fleet.RunAsync("exec", "one", "--", "sh", "-c", "echo old >/state/mark && mkdir -m 0500 /state/closed && echo old >/home/clawden/workspace/mark")).Exits(0);
        return fleet;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var image in (await _engine.ListImagesAsync($"{ImageLabels.Image}=zeroclaw", Soon)).SelectMany(i => i.Tags).Where(t => t.StartsWith("clawfleet/zeroclaw:0.8.", StringComparison.Ordinal) && !t.StartsWith("clawfleet/zeroclaw:0.8.4", StringComparison.Ordinal)))
        {
            await _engine.RemoveImageAsync(image, force: true, Soon);
        }

        foreach (var version in (string[])[First, Second, EndsAtOnce, NeverHealthy])
        {
            await _engine.RemoveImageAsync($"{_repository}:v{version}-debian", force: true, Soon);
        }

        await _engine.DisposeAsync();
        await _home.DisposeAsync();
    }

    private async Task PublishAsync(string version, string fault)
    {
        var spoil = fault.Length == 0 ? "" : "rm -rf /state/closed && echo spoilt >/state/mark && echo spoilt >/home/clawden/workspace/mark\n";
        var program = $"#!/bin/sh\n{spoil}export CLAWSIM_VERSION={version} CLAWSIM_FAULT={fault}\nexec /usr/share/zeroclawlabs/web/dist/clawsim --as zeroclaw \"$@\"\n";
        await using var context = new BuildContext()
            .AddFile("Dockerfile", "FROM debian:trixie-slim\nCOPY clawsim /usr/share/zeroclawlabs/web/dist/clawsim\nCOPY zeroclaw /usr/local/bin/zeroclaw\n"u8.ToArray())
            .AddFile("clawsim", Path.Combine(Repository.Root, "artifacts", "container", RecipeBook.Rid, "clawsim"), BuildContext.ProgramMode)
            .AddFile("zeroclaw", Encoding.UTF8.GetBytes(program), BuildContext.ProgramMode).OpenTar();
        await foreach (var _ in _engine.BuildImageAsync(new ImageBuildSpec { Tags = [$"{_repository}:v{version}-debian"] }, context, Soon))
        {
        }
    }
}
