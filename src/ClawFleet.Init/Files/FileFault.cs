namespace ClawFleet.Init.Files;

/// <summary>Says in words why a file could not be had, from the operating system's error number.</summary>
internal static class FileFault
{
    public static bool IsOne(Exception e) => e is IOException or UnauthorizedAccessException;

    /// <summary>Cannot write: 77 when the system forbids it, 73 otherwise.</summary>
    public static InitException Unwritable(string path, Exception e) => new(
        e is UnauthorizedAccessException ? ExitCode.NoPermission : ExitCode.CannotCreate,
        $"cannot write {path} ({Reason(e)}): mount a volume or tmpfs there that user {NativeMethods.UserId}:{NativeMethods.GroupId} may write");

    public static InitException Unreadable(string path, Exception e) => new(
        ExitCode.NoPermission, $"cannot read {path} ({Reason(e)}): make it readable for user {NativeMethods.UserId}:{NativeMethods.GroupId}");

    private static string Reason(Exception e) => e switch
    {
        UnauthorizedAccessException => "permission denied",
        DirectoryNotFoundException or FileNotFoundException => "no such place",
        _ => (e.HResult & 0xFFFF) switch
        {
            20 => "a part of the path is no directory",
            21 => "it is a directory",
            28 => "no space left",
            30 => "read-only file system",
            122 => "quota used up",
            var number => $"error {number}",
        },
    };
}
