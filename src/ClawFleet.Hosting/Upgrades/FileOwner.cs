using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace ClawFleet.Hosting.Upgrades;

/// <summary>Root that changes a user's file leaves it the user's.</summary>
internal static partial class FileOwner
{
    private const int CurrentFolder = -100; // AT_FDCWD
    private const uint OwnerAndGroup = 0x8 | 0x10; // STATX_UID | STATX_GID

    [UnsupportedOSPlatform("windows")]
    public static void Copy(string from, string to)
    {
        if (PrivateFiles.EffectiveUser != 0 || !OperatingSystem.IsLinux())
        {
            return; // Nobody else may give a file away.
        }

        // struct statx of linux/stat.h, the same on every architecture: uid at 20, gid at 24, 256 bytes in all.
        var seen = new byte[256];
        if (Statx(CurrentFolder, from, 0, OwnerAndGroup, seen) == 0)
        {
            PrivateFiles.ChangeOwner(to, BitConverter.ToUInt32(seen, 20), BitConverter.ToUInt32(seen, 24));
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Statx(int folder, string path, int flags, uint mask, byte[] buffer);
}
