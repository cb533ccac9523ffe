using System.Text;

namespace ClawFleet.Init;

/// <summary>Writes to stdout and stderr as they are. <see cref="Console"/> would load encodings and touch the terminal that the runtime is to inherit.</summary>
internal static class Output
{
    public static void Line(string text) => NativeMethods.Write(1, Encoding.UTF8.GetBytes(text + "\n"));

    public static void Text(string text) => NativeMethods.Write(1, Encoding.UTF8.GetBytes(text));

    /// <summary>One line on stderr, a fault or a note.</summary>
    public static void Error(string text) => NativeMethods.Write(2, Encoding.UTF8.GetBytes($"clawinit: {text.ReplaceLineEndings(" ")}\n"));
}
