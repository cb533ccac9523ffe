using System.Runtime.InteropServices;

namespace ClawFleet.Hosting;

/// <summary>Files and folders for this user's eyes only, written so that a reader sees the old text or the new one, never half of it.</summary>
internal static partial class PrivateFiles
{
    private const UnixFileMode OwnerOnlyFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerOnlyFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a folder (and its parents) with mode 0700; one that is there is set to it.</summary>
    public static void EnsureFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path); // Below the user's profile, whose access list is private already.
            return;
        }

        Directory.CreateDirectory(path, OwnerOnlyFolder);
        File.SetUnixFileMode(path, OwnerOnlyFolder);
    }

    /// <summary>Writes a file of mode 0600 (or <paramref name="mode"/>) by way of a new one beside it.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode = OwnerOnlyFile, (uint Uid, uint Gid)? owner = null)
    {
        var draft = $"{path}.{Environment.ProcessId}.{Environment.CurrentManagedThreadId}.new";
        File.Delete(draft);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnlyFile;
        }

        using (var file = new FileStream(draft, options))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(draft, mode);
            if (owner is { } o)
            {
                ChangeOwner(draft, o.Uid, o.Gid);
            }
        }

        File.Move(draft, path, overwrite: true);
    }

    public static void ChangeOwner(string path, uint uid, uint gid)
    {
        if (LChown(path, uid, gid) != 0)
        {
            throw new IOException($"The owner of {path} cannot be set to {uid}:{gid}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    /// <summary>Effective user id of this process; 0 is root.</summary>
    public static uint EffectiveUser => OperatingSystem.IsWindows() ? uint.MaxValue : GetEUid();

    /// <summary>Effective group id of this process.</summary>
    public static uint EffectiveGroup => OperatingSystem.IsWindows() ? uint.MaxValue : GetEGid();

    [LibraryImport("libc", EntryPoint = "lchown", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int LChown(string path, uint uid, uint gid);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint GetEUid();

    [LibraryImport("libc", EntryPoint = "getegid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint GetEGid();
}
