using System.Text;
using Microsoft.Win32.SafeHandles;

namespace ClawFleet.Init;

/// <summary>Writes to stdout and stderr as they are. <see cref="Console"/> would load encodings and touch the terminal that the runtime is to inherit.</summary>
internal static class Output
{
    public static void Line(string text) => Write(1, text + "\n");

    public static void Text(string text) => Write(1, text);

    public static void Note(string text) => Write(2, $"clawinit: {text}\n");

    public static void Error(string text) => Write(2, $"clawinit: {text.ReplaceLineEndings(" ")}\n");

    private static void Write(int descriptor, string text)
    {
        try
        {
            using var handle = new SafeFileHandle(descriptor, ownsHandle: false);
            using var stream = new FileStream(handle, FileAccess.Write, bufferSize: 0);
            stream.Write(Encoding.UTF8.GetBytes(text));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A closed stderr must not keep the runtime from starting.
        }
    }
}
