using System.Runtime.InteropServices;

namespace ClawFleet.Cli.Exec;

/// <summary>The terminal hands every key to the program inside, Ctrl-C too, until disposed.</summary>
internal sealed partial class RawTerminal : IDisposable
{
    // struct termios is 60 bytes on Linux and 72 on macOS; only the C library looks inside.
    private const int TermiosBytes = 256;

    private readonly byte[] _before;

    private RawTerminal(byte[] before) => _before = before;

    /// <returns>Null when standard input is no terminal, or where there is no termios.</returns>
    public static RawTerminal? Enter()
    {
        var before = new byte[TermiosBytes];
        if (OperatingSystem.IsWindows() || GetAttributes(0, before) != 0)
        {
            return null;
        }

        var raw = (byte[])before.Clone();
        MakeRaw(raw);
        return SetAttributes(0, 0, raw) == 0 ? new RawTerminal(before) : null;
    }

    public void Dispose() => _ = SetAttributes(0, 0, _before);

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    private static partial int GetAttributes(int descriptor, [Out] byte[] termios);

    [LibraryImport("libc", EntryPoint = "tcsetattr")]
    private static partial int SetAttributes(int descriptor, int when, [In] byte[] termios);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    private static partial void MakeRaw([In, Out] byte[] termios);
}
