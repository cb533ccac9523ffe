using System.Runtime.Versioning;

namespace ClawFleet.Cli.Tests.Launcher;

[SupportedOSPlatform("linux")]
public sealed class LauncherTests
{
    [Fact]
    public async Task The_first_run_builds_and_says_so_on_standard_error_alone()
    {
        using var home = new LauncherHome();

        var ended = await home.RunAsync("version");

        Assert.Equal((0, $"program: version (home {home.Home})\n", "clawden: building clawden (once, a minute or two) …\n"), (ended.ExitCode, ended.Out, ended.Error));
        Assert.Equal(1, home.Builds);
    }

    [Fact]
    public async Task Nothing_changed_means_nothing_built_and_nothing_said()
    {
        using var home = new LauncherHome();
        await home.RunAsync("version");

        var ended = await home.RunAsync("ps", "--json");

        Assert.Equal((1, ""), (home.Builds, ended.Error));
    }

    [Theory]
    [InlineData("src/ClawFleet.Model/Source.cs")]
    [InlineData("src/ClawFleet.Chat/Source.cs")]
    [InlineData("src/ClawFleet.Simulator/Source.cs")]
    [InlineData("Directory.Packages.props")]
    public async Task A_changed_source_is_built(string file)
    {
        using var home = new LauncherHome();
        await home.RunAsync("version");
        home.Change(file);
        home.PublishGives("echo new");

        var ended = await home.RunAsync("version");

        Assert.Equal((2, "new\n"), (home.Builds, ended.Out));
    }

    [Fact]
    public async Task What_a_build_writes_beside_the_sources_is_no_change()
    {
        using var home = new LauncherHome();
        await home.RunAsync("version");
        Directory.CreateDirectory(Path.Combine(home.Home, "src/ClawFleet.Cli/obj"));
        home.Change("src/ClawFleet.Cli");
        await File.WriteAllTextAsync(Path.Combine(home.Home, "src/ClawFleet.Cli/obj/made.cs"), "");
        home.Change("src/ClawFleet.Cli/obj/made.cs");

        await home.RunAsync("version");

        Assert.Equal(1, home.Builds);
    }

    [Fact]
    public async Task A_failed_build_shows_its_output_and_keeps_the_program()
    {
        using var home = new LauncherHome();
        await home.RunAsync("version");
        var kept = File.ResolveLinkTarget(Path.Combine(home.Home, "artifacts/clawden"), returnFinalTarget: true)!.FullName;
        home.Change("src/ClawFleet.Cli/Source.cs");
        home.PublishGives("echo never", before: "echo 'error CS1002: ; expected'; exit 1");

        var ended = await home.RunAsync("version");

        Assert.Equal((1, ""), (ended.ExitCode, ended.Out));
        Assert.Contains("error CS1002: ; expected\n", ended.Error);
        Assert.Equal(kept, File.ResolveLinkTarget(Path.Combine(home.Home, "artifacts/clawden"), returnFinalTarget: true)!.FullName);
        Assert.Equal(["lock", Path.GetFileName(kept)], Directory.GetFileSystemEntries(Path.Combine(home.Home, "artifacts/builds")).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Two_launchers_at_once_build_once()
    {
        using var home = new LauncherHome();
        home.PublishGives("echo built", before: "sleep 1");

        var both = await Task.WhenAll(home.RunAsync("version"), home.RunAsync("version"));

        Assert.All(both, ended => Assert.Equal((0, "built\n"), (ended.ExitCode, ended.Out)));
        Assert.Equal(1, home.Builds);
    }

    [Fact]
    public async Task A_program_that_runs_keeps_its_files_through_one_build()
    {
        using var home = new LauncherHome();
        await home.RunAsync("version");
        var first = File.ResolveLinkTarget(Path.Combine(home.Home, "artifacts/clawden"), returnFinalTarget: true)!.FullName;
        home.Change("src/ClawFleet.Cli/Source.cs");

        await home.RunAsync("version");

        Assert.True(File.Exists(Path.Combine(first, "clawden")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_older_build_is_removed_unless_a_process_was_started_from_it(bool runs)
    {
        using var home = new LauncherHome();
        await home.RunAsync("version");
        var first = File.ResolveLinkTarget(Path.Combine(home.Home, "artifacts/clawden"), returnFinalTarget: true)!.FullName;
        // As a fleet's process in the background has it in its command line.
        using var process = runs ? System.Diagnostics.Process.Start("/bin/sh", ["-c", "sleep 60; true", Path.Combine(first, "observer", "clawden-observer.dll")]) : null;
        try
        {
            for (var build = 0; build < 2; build++)
            {
                home.Change("src/ClawFleet.Cli/Source.cs");
                File.SetLastWriteTimeUtc(Path.Combine(home.Home, "artifacts/clawden/built"), DateTime.UtcNow.AddMinutes(-1));
                await home.RunAsync("version");
            }

            Assert.Equal(3, home.Builds);
            Assert.Equal(runs, File.Exists(Path.Combine(first, "clawden")));
        }
        finally
        {
            process?.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task It_works_through_a_symlink_and_passes_arguments_and_exit_code_on()
    {
        using var home = new LauncherHome();
        home.PublishGives("printf \"<%s>\" \"$@\"; exit 5");

        var ended = await home.RunThroughAsync(home.Link("anywhere"), "up", "a b", "*", "");

        Assert.Equal((5, "<up><a b><*><>"), (ended.ExitCode, ended.Out));
    }

    [Fact]
    public async Task Test_is_a_script_of_its_own()
    {
        using var home = new LauncherHome();

        Assert.Equal("eng/test: unit\n", (await home.RunAsync("test", "unit")).Out);
    }

    [Theory]
    [InlineData("dashboard", "--read-only")]
    [InlineData("dashboard", "--help")]
    [InlineData("telemetry", "export")]
    [InlineData("mcp", "--allow-lifecycle")]
    public async Task What_needs_a_web_server_or_the_record_is_the_other_program_of_the_same_build(string name, string argument)
    {
        using var home = new LauncherHome();

        Assert.Equal($"clawden-observer.dll: {name} {argument}\n", (await home.RunAsync(name, argument)).Out);
    }

    [Fact]
    public async Task An_engine_of_the_users_that_is_not_there_is_left_alone()
    {
        using var home = new LauncherHome();
        await home.RunAsync("version");

        var ended = await Processes.ClawdenProcess.RunAsync(home.Launcher, ["ps"], Path.GetTempPath(), new() { ["DOCKER_HOST"] = "unix:///nonexistent/engine.sock" });

        Assert.Equal((4, ""), (ended.ExitCode, ended.Out));
        Assert.Contains("DOCKER_HOST=unix:///nonexistent/engine.sock", ended.Error);
    }

    [Fact]
    public async Task An_ordinary_user_with_Podman_gets_its_service_started_once_and_told_so()
    {
        using var home = await WithPodmanAsync();

        var ended = await home.RunAsSomeoneAsync("someone:100000:65536\n", $"{home.Launcher} ps; {home.Launcher} ps");

        SkipWithoutNamespaces(ended.Error);
        Assert.Equal((0, $"program: ps (home {home.Home})\nprogram: ps (home {home.Home})\n"), (ended.ExitCode, ended.Out));
        Assert.Equal("clawden: starting Podman's service for someone: podman system service, at /run/someone/podman/podman.sock …\n", ended.Error);
    }

    [Fact]
    public async Task What_Podman_lacks_for_an_ordinary_user_is_said_with_the_command_that_gives_it()
    {
        using var home = await WithPodmanAsync();

        var ended = await home.RunAsSomeoneAsync("another:100000:65536\n", $"{home.Launcher} ps");

        SkipWithoutNamespaces(ended.Error);
        Assert.Equal((4, ""), (ended.ExitCode, ended.Out));
        Assert.Contains("usermod --add-subuids 100000-165535 someone", ended.Error);
        Assert.Contains("usermod --add-subgids 100000-165535 someone", ended.Error);
        Assert.DoesNotContain("starting", ended.Error);
    }

    private static async Task<LauncherHome> WithPodmanAsync()
    {
        var home = new LauncherHome();
        await home.RunAsync("version");
        foreach (var program in (string[])["newuidmap", "newgidmap", "slirp4netns"])
        {
            home.Stub(program, "exit 0");
        }

        // podman system service --time 0 unix://PATH
        home.Stub("podman", """exec perl -MIO::Socket::UNIX -e 'my $s = IO::Socket::UNIX->new(Local => substr($ARGV[4], 7), Listen => 1) or die; sleep 60' -- "$@" """);
        return home;
    }

    private static void SkipWithoutNamespaces(string error) => Assert.SkipWhen(
        error.Contains("unshare", StringComparison.Ordinal) || error.Contains("mount", StringComparison.Ordinal), "namespaces are not allowed here, or there is no /dev/net");

    [Fact]
    public async Task Without_an_sdk_it_says_where_one_is_looked_for_and_where_to_get_it()
    {
        using var home = new LauncherHome();

        var ended = await Processes.ClawdenProcess.RunAsync(
            "/usr/bin/unshare", ["--user", "--map-root-user", "--mount", "sh", "-c", $"mount -t tmpfs none /usr/share/dotnet && PATH=/usr/bin:/bin HOME=/nowhere DOTNET_ROOT= {home.Launcher} version"], Path.GetTempPath(), []);
        Assert.SkipWhen(ended.Error.Contains("unshare", StringComparison.Ordinal) || ended.Error.Contains("mount", StringComparison.Ordinal), "namespaces are not allowed here");

        Assert.Equal(1, ended.ExitCode);
        Assert.Contains(".NET 10 SDK", ended.Error);
        Assert.Contains("dotnet-sdk-10.0", ended.Error);
    }
}
