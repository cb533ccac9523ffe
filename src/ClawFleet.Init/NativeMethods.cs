using System.Runtime.InteropServices;

namespace ClawFleet.Init;

/// <summary>The few calls of the C library that .NET has no name for.</summary>
internal static unsafe partial class NativeMethods
{
    public const int SignalHangup = 1;
    public const int SignalPipe = 13;
    public const int SignalTerminate = 15;

    private const int SetMask = 2;
    private const int SignalSetBytes = 128;

    public static uint UserId => geteuid();

    public static uint GroupId => getegid();

    public static bool CanSearch(string folder)
    {
        const int execute = 1;
        return access(folder, execute) == 0;
    }

    public static void Signal(int process, int signal) => _ = kill(process, signal);

    /// <summary>Writes all bytes to an open descriptor. A closed one is no fault: it must not keep the runtime from starting.</summary>
    public static void Write(int descriptor, ReadOnlySpan<byte> bytes)
    {
        const int interrupted = 4;
        while (bytes.Length > 0)
        {
            nint count;
            fixed (byte* start = bytes)
            {
                count = write(descriptor, start, (nuint)bytes.Length);
            }

            if (count < 0 && Marshal.GetLastPInvokeError() != interrupted)
            {
                return;
            }

            bytes = bytes[(int)Math.Max(count, 0)..];
        }
    }

    /// <summary>Puts back what .NET changes and a new program would inherit: an ignored SIGPIPE and the blocked signals.</summary>
    public static void ResetSignals()
    {
        _ = signal(SignalPipe, 0);
        var none = stackalloc byte[SignalSetBytes];
        new Span<byte>(none, SignalSetBytes).Clear();
        _ = pthread_sigmask(SetMask, none, null);
    }

    /// <summary>.NET ignores SIGPIPE and lets its children inherit that; a child that is to have the usual rule is started while it holds here too.</summary>
    public static void IgnoreBrokenPipes(bool ignore) => _ = signal(SignalPipe, ignore ? 1 : 0);

    /// <summary>Becomes another program; comes back only when that fails, with the error number.</summary>
    public static int Execute(string path, IReadOnlyList<string> arguments, IReadOnlyList<string> environment)
    {
        // Never freed: either the process is replaced, or it ends.
        _ = execve((byte*)Marshal.StringToCoTaskMemUTF8(path), Strings(arguments), Strings(environment));
        return Marshal.GetLastPInvokeError();
    }

    private static byte** Strings(IReadOnlyList<string> values)
    {
        var list = (byte**)NativeMemory.AllocZeroed((nuint)values.Count + 1, (nuint)sizeof(byte*));
        for (var i = 0; i < values.Count; i++)
        {
            list[i] = (byte*)Marshal.StringToCoTaskMemUTF8(values[i]);
        }

        return list;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int execve(byte* path, byte** arguments, byte** environment);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(int descriptor, byte* bytes, nuint count);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int access(string path, int mode);

    [LibraryImport("libc")]
    private static partial nint signal(int number, nint handler);

    [LibraryImport("libc")]
    private static partial int pthread_sigmask(int how, byte* set, byte* old);

    [LibraryImport("libc")]
    private static partial int kill(int process, int number);

    [LibraryImport("libc")]
    private static partial uint geteuid();

    [LibraryImport("libc")]
    private static partial uint getegid();
}
