using ClawFleet.Conformance.Reporting;
using ClawFleet.Conformance.Subject;

namespace ClawFleet.Conformance.Promises;

/// <summary>Where a container can write, tried by writing.</summary>
[Collection(CollectionsByName.AtRest)]
public sealed class FileSystemPromise(FleetUnderTest fleet)
{
    private static readonly string[] Forbidden = ["/", "/bin", "/etc", "/etc/ssl", "/usr", "/usr/local/bin", "/usr/share/clawfleet", "/home", "/home/clawden", "/opt", "/var", "/var/lib", "/root", "/proc", "/sys", "/run/secrets"];
    private static readonly string[] OfAMember = ["/state", "/config", "/logs", "/tmp", "/run", "/home/clawden/workspace"];
    private static readonly string[] OfASidecar = ["/state", "/tmp"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, EachContainer]
    public async Task It_cannot_write_outside_its_places(string member)
    {
        var written = await fleet.ShellAsync(member, $"for d in {string.Join(' ', Forbidden)}; do if (: >$d/.conformance) 2>/dev/null; then echo $d; rm -f $d/.conformance; fi; done; true", Ct);
        Assert.True(written.Stdout.Trim().Length == 0, $"expected no file to be made in any of {string.Join(' ', Forbidden)}; made in: {written.Stdout.Trim().ReplaceLineEndings(" ")}");
    }

    [Theory, EachContainer]
    public async Task Nothing_on_the_root_file_system_is_writable(string member)
    {
        // access(2) answers EROFS for everything on a read-only file system, whoever owns it. The places where others are mounted are listed too: they are not of this one.
        var found = await fleet.ShellAsync(member, "find / -xdev \\( -type d -o -type f \\) -writable -print 2>/dev/null | while IFS= read -r f; do grep -qF \" $f \" /proc/self/mountinfo || echo \"$f\"; done | head -n 5", Ct);
        Assert.True(found.Stdout.Trim().Length == 0, $"expected nothing writable on the root file system; seen: {found.Stdout.Trim().ReplaceLineEndings(" ")}");
    }

    [Theory, EachContainer]
    public async Task It_can_write_to_its_places(string member)
    {
        var places = fleet.Get(member).IsSidecar ? OfASidecar : OfAMember;
        var refused = await fleet.ShellAsync(member, $"for d in {string.Join(' ', places)}; do (: >$d/.conformance && rm $d/.conformance) 2>&1 || true; done", Ct);
        Assert.True(refused.Stdout.Trim().Length == 0, $"expected to be able to write to {string.Join(' ', places)}; seen: {refused.Stdout.Trim().ReplaceLineEndings(" ")}");
    }

    [Theory, EachContainer]
    public async Task Every_other_mount_is_read_only_or_not_its_own(string member)
    {
        var allowed = OfAMember.Concat(["/dev/shm", "/dev/mqueue", "/dev/pts"]).ToHashSet(StringComparer.Ordinal);
        var found = await fleet.ShellAsync(member, "while read -r _ _ _ _ m _; do [ -d \"$m\" ] && [ -w \"$m\" ] && echo \"$m\"; done </proc/self/mountinfo; true", Ct);
        var extra = found.Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(m => !allowed.Contains(m)).ToList();
        Assert.True(extra.Count == 0, $"expected no writable mount besides {string.Join(' ', allowed)}; seen: {string.Join(' ', extra)}");
    }
}
