namespace ClawFleet.Hosting;

/// <summary>Where the host keeps what is its own, and how hard it works.</summary>
/// <param name="Home">The ClawFleet folder: <c>runtimes/</c> and the built container programs.</param>
/// <param name="StateRoot">Per-fleet state (generated secrets, the HMAC key): <c>$XDG_STATE_HOME/clawfleet</c>.</param>
/// <param name="SecretsRoot">Secret files for containers, on tmpfs where there is one: <c>/run/clawfleet</c>, <c>$XDG_RUNTIME_DIR/clawfleet</c>.</param>
/// <param name="MaxParallelism">Engine operations under way at once. Measured on two cores: 16 and 32 bring up a fleet of tiny members faster than 8, and 4 is far behind.</param>
public sealed record FleetHostOptions(string Home, string StateRoot, string SecretsRoot, int MaxParallelism = 32)
{
    /// <summary>Whether new members are told, through <c>OTEL_*</c> variables, to send telemetry to the fleet's process in the background.</summary>
    public bool TellsMembers { get; init; }

    /// <summary>The clock of back-offs and probes; tests bring their own.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How long a command waits for another one that holds the fleet before it says who that is and gives up.</summary>
    public TimeSpan LockWait { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The options for this machine and user.</summary>
    /// <exception cref="InvalidOperationException">The ClawFleet folder cannot be found; the message says which variable names it.</exception>
    public static FleetHostOptions Discover()
    {
        var home = Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } set ? set : Path.GetTempPath();
        var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } xdg ? xdg : Path.Combine(home, ".local", "state");
        return new FleetHostOptions(FindHome(), Path.Combine(state, "clawfleet"), FindSecretsRoot(Path.Combine(state, "clawfleet")));
    }

    private static string FindHome()
    {
        if (Environment.GetEnvironmentVariable("CLAWFLEET_HOME") is { Length: > 0 } named)
        {
            return Path.GetFullPath(named);
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Directory.Exists(Path.Combine(folder.FullName, "runtimes", "base")) && File.Exists(Path.Combine(folder.FullName, "ClawFleet.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The ClawFleet folder (the one with runtimes/) cannot be found; set CLAWFLEET_HOME to it.");
    }

    /// <summary>Memory-backed where the system has such a place, so that no secret reaches a disk; else below the state folder.</summary>
    private static string FindSecretsRoot(string stateRoot)
    {
        if (PrivateFiles.EffectiveUser == 0 && Directory.Exists("/run"))
        {
            return "/run/clawfleet";
        }

        return Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } runtime && Directory.Exists(runtime)
            ? Path.Combine(runtime, "clawfleet")
            : Path.Combine(stateRoot, "run");
    }
}
