using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using ClawFleet.Model.Plans;
using ClawFleet.Runtimes;

namespace ClawFleet.Hosting;

/// <summary>
/// A plan's secrets as files for somebody else's containers (docker compose mounts them one by one): mode 0400, owned by the containers' user, in a folder of mode 0700. A file that is there and holds
/// something is kept, since it may be what runs.
/// </summary>
public sealed class SecretFolder(string path)
{
    private const UnixFileMode OwnerReads = UnixFileMode.UserRead;

    public string Path { get; } = path;

    /// <summary>Writes what is missing.</summary>
    /// <param name="values">Asked for what is missing, and for what could have changed in the fleet's file or its variables.</param>
    /// <param name="user">The containers' <c>uid:gid</c>.</param>
    /// <param name="overwrite">Write anew what differs from the fleet's file and its variables. What was generated is kept all the same.</param>
    /// <exception cref="SecretUnavailableException">A value cannot be had.</exception>
    /// <exception cref="IOException">The folder cannot be written, or this process may not give its files to <paramref name="user"/>.</exception>
    public SecretFolderChange Fill(FleetPlan plan, ISecretValues values, string user, bool overwrite)
    {
        var owner = OwnerOf(user);
        PrivateFiles.EnsureFolder(Path);
        var (written, kept, needed) = (ImmutableArray.CreateBuilder<string>(), ImmutableArray.CreateBuilder<string>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var secret in plan.Secrets)
        {
            var name = new SecretRef(secret.Name).FileName;
            var file = System.IO.Path.Combine(Path, name);
            needed.Add(name);
            var there = File.Exists(file) ? File.ReadAllText(file) : "";
            if (there.Length > 0 && secret.Origin == SecretOrigin.Generated)
            {
                continue;
            }

            var value = values.Get(secret);
            if (there.TrimEnd('\n') == value.TrimEnd('\n') && there.Length > 0)
            {
                continue;
            }

            if (there.Length > 0 && !overwrite)
            {
                kept.Add(name);
                continue;
            }

            PrivateFiles.Write(file, Encoding.UTF8.GetBytes(value), OwnerReads, owner);
            written.Add(name);
        }

        var stale = Directory.EnumerateFiles(Path).Select(f => System.IO.Path.GetFileName(f)).Where(f => !needed.Contains(f)).Order(StringComparer.Ordinal);
        return new SecretFolderChange(written.ToImmutable(), kept.ToImmutable(), [.. stale]);
    }

    /// <returns>Null when the files are this process's own user's already.</returns>
    private static (uint Uid, uint Gid)? OwnerOf(string user)
    {
        if (user.Split(':') is not [var u, var g]
            || !uint.TryParse(u, NumberStyles.None, CultureInfo.InvariantCulture, out var uid) || !uint.TryParse(g, NumberStyles.None, CultureInfo.InvariantCulture, out var gid) || uid == 0 || gid == 0)
        {
            throw new IOException($"'{user}' is not a user that containers can run as: write uid:gid in numbers, neither of them 0");
        }

        return PrivateFiles.EffectiveUser switch
        {
            0 => (uid, gid),
            var own when own == uid || own == uint.MaxValue => null,
            var own => throw new IOException($"the secret files would belong to you (user {own}) and the containers run as {uid}, which could not read them: let them run as {own}:{PrivateFiles.EffectiveGroup}, or publish as root"),
        };
    }
}
