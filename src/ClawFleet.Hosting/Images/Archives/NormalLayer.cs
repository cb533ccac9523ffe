using System.Formats.Tar;
using System.Security.Cryptography;

namespace ClawFleet.Hosting.Images.Archives;

/// <summary>
/// Writes a layer so that equal content gives equal bytes: entries in one order, no time after a given one, no names of users, nothing of the machine it was
/// built on.
/// </summary>
internal static class NormalLayer
{
    /// <summary>Engines make these for every container, so what a layer holds there is only ever the build machine's.</summary>
    private static readonly string[] OfTheMachine = ["etc/hostname", "etc/hosts", "etc/resolv.conf"];

    /// <param name="latest">Times after it become it; the widespread SOURCE_DATE_EPOCH.</param>
    /// <returns>SHA-256 of what was written: the layer's diff id, <c>sha256:…</c>.</returns>
    public static async Task<string> WriteAsync(LayerTree tree, Stream destination, DateTimeOffset latest, CancellationToken ct)
    {
        using var sha = SHA256.Create();
        await using (var hashed = new CryptoStream(destination, sha, CryptoStreamMode.Write, leaveOpen: true))
        {
            // GNU's format: its header for a long name is always the same bytes, while pax has the process id in its own.
            await using (var tar = new TarWriter(hashed, TarEntryFormat.Gnu, leaveOpen: true))
            {
                foreach (var entry in tree.Entries.Where(e => !OfTheMachine.Contains(e.Path)))
                {
                    await tar.WriteEntryAsync(Header(entry, latest), ct).ConfigureAwait(false);
                }
            }

            await hashed.FlushFinalBlockAsync(ct).ConfigureAwait(false);
        }

        return "sha256:" + Convert.ToHexStringLower(sha.Hash!);
    }

    private static GnuTarEntry Header(LayerEntry entry, DateTimeOffset latest)
    {
        var header = new GnuTarEntry(entry.Kind, entry.Kind == TarEntryType.Directory ? entry.Path + "/" : entry.Path)
        {
            Mode = entry.Source.Mode,
            Uid = entry.Source.Uid,
            Gid = entry.Source.Gid,
            UserName = "",
            GroupName = "",
            ModificationTime = Clamped(entry.Time, latest),
            AccessTime = default,
            ChangeTime = default,
        };
        if ((entry.SameAs ?? (entry.Kind == TarEntryType.SymbolicLink ? entry.Source.LinkName : null)) is { } target)
        {
            header.LinkName = target;
        }

        if (entry.Kind is TarEntryType.CharacterDevice or TarEntryType.BlockDevice && entry.Source is PosixTarEntry device)
        {
            (header.DeviceMajor, header.DeviceMinor) = (device.DeviceMajor, device.DeviceMinor);
        }

        if (entry.IsFile)
        {
            header.DataStream = entry.Open();
        }

        return header;
    }

    /// <summary>Whole seconds: a layer's tar has no more, and engines round differently.</summary>
    private static DateTimeOffset Clamped(DateTimeOffset time, DateTimeOffset latest) => DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(time.ToUnixTimeSeconds(), 0, latest.ToUnixTimeSeconds()));
}
