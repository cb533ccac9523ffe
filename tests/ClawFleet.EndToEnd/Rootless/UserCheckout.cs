using System.Runtime.Versioning;
using ClawFleet.EndToEnd.Fixture;

namespace ClawFleet.EndToEnd.Rootless;

/// <summary>What a user has of ClawFleet after the first build: the launcher, the command, the runtimes and the container programs, in the user's own folder.</summary>
[UnsupportedOSPlatform("windows")]
internal static class UserCheckout
{
    // The launcher looks here for sources that changed since the build.
    private static readonly string[] Sources = ["Cli", "Chat", "Hosting", "Engine", "Model", "Publishing", "Runtimes", "Init", "Simulator", "Observer", "Dashboard", "Telemetry"];

    public static async Task MakeAsync(OrdinaryUser user)
    {
        var home = Path.Combine(user.Home, "clawfleet");
        foreach (var source in Sources)
        {
            Directory.CreateDirectory(Path.Combine(home, "src", "ClawFleet." + source));
        }

        Directory.CreateDirectory(Path.Combine(home, "ClawFleet.ServiceDefaults"));
        Directory.CreateDirectory(Path.Combine(home, "artifacts", "clawden"));
        foreach (var (from, to) in new[]
        {
            (Path.GetDirectoryName(Repository.Clawden)!, "cli"), (Path.GetDirectoryName(Repository.Dashboard)!, "cli/observer"),
            (Path.Combine(Repository.Root, "runtimes"), "runtimes"), (Path.Combine(Repository.Root, "eng"), "eng"),
            (Path.Combine(Repository.Root, "artifacts", "container"), "artifacts/container"), (Path.Combine(Repository.Root, "clawden"), "clawden"),
            (Path.Combine(Repository.Root, "ClawFleet.sln"), "ClawFleet.sln"), (Path.Combine(Repository.Root, "Directory.Build.props"), "Directory.Build.props"),
            (Path.Combine(Repository.Root, "Directory.Packages.props"), "Directory.Packages.props"),
        })
        {
            (await OrdinaryUser.RootAsync("cp", "-a", from, Path.Combine(home, to))).Exits(0);
        }

        // Self-contained in a real build, which takes a minute; the same program otherwise.
        await user.WriteAsync("clawfleet/artifacts/clawden/clawden", $"#!/bin/sh\nexec dotnet {home}/cli/clawden.dll \"$@\"\n");
        (await OrdinaryUser.RootAsync("chmod", "-R", "a+rX,u+w", home)).Exits(0);
        (await OrdinaryUser.RootAsync("chmod", "755", Path.Combine(home, "artifacts/clawden/clawden"))).Exits(0);
        await user.WriteAsync("clawfleet/artifacts/clawden/built", "");
        await user.OwnAsync();
        var version = await user.RunAsync(user.Home, Path.Combine(home, "clawden"), "version");
        Assert.SkipWhen(version.Stderr.Contains("Permission denied", StringComparison.Ordinal) || version.Stderr.Contains("not found", StringComparison.Ordinal), $"an ordinary user cannot run dotnet here: {version.Stderr}");
        version.Exits(0);
        Assert.Equal("", version.Stderr);
    }
}
