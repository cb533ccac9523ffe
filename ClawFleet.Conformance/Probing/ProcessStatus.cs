using System.Globalization;

namespace ClawFleet.Conformance.Probing;

/// <summary>What <c>/proc/PID/status</c> says of one process, read inside its container.</summary>
internal sealed record ProcessStatus(int Pid, string Name, char State, string Uids, string Gids, string NoNewPrivileges, string? Seccomp, IReadOnlyDictionary<string, string> Capabilities)
{
    /// <summary>Prints the status of every process, one after the other with a line of <c>--</c> between, for <see cref="Parse"/>. Needs a shell and nothing else.</summary>
    public const string Script = "for s in /proc/[0-9]*/status; do while IFS= read -r l; do echo \"$l\"; done <$s; echo --; done 2>/dev/null; true";

    /// <summary>Whether it is still the engine's own program, which gives up root, capabilities and privileges one after the other before it becomes the container's.</summary>
    public bool IsStarting => IsOfAStart(Name);

    /// <param name="command">A process's name or command line. runc calls itself <c>runc:[2:INIT]</c> and <c>runc init</c> then, crun is called <c>crun</c>.</param>
    public static bool IsOfAStart(string command) => command is "runc init" || command.StartsWith("runc:[", StringComparison.Ordinal) || command.StartsWith("crun", StringComparison.Ordinal);

    public static IReadOnlyList<ProcessStatus> Parse(string text)
    {
        var processes = new List<ProcessStatus>();
        foreach (var block in text.Split("--\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var line in block.Split('\n'))
            {
                if (line.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon) fields[line[..colon]] = line[(colon + 1)..].Trim();
            }

            // A process that ended while it was read has no fields.
            if (!fields.TryGetValue("Pid", out var pid) || !fields.ContainsKey("Uid")) continue;

            processes.Add(new ProcessStatus(
                int.Parse(pid, CultureInfo.InvariantCulture), fields.GetValueOrDefault("Name", ""), fields.GetValueOrDefault("State", "?")[0], fields["Uid"], fields.GetValueOrDefault("Gid", ""),
                fields.GetValueOrDefault("NoNewPrivs", ""), fields.GetValueOrDefault("Seccomp"),
                fields.Where(f => f.Key.StartsWith("Cap", StringComparison.Ordinal)).ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal)));
        }

        return processes;
    }

    public override string ToString() => $"{Name} (pid {Pid})";
}
