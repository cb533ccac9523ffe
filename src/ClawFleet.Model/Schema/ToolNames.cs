using System.Collections.Immutable;

namespace ClawFleet.Model.Schema;

/// <summary>Words that other products use for tools, and what to write in their place.</summary>
internal static class ToolNames
{
    /// <summary>Remedies by word.</summary>
    public static readonly ImmutableSortedDictionary<string, string> Refused = ImmutableSortedDictionary.CreateRange<string, string>(StringComparer.Ordinal,
    [
        new("code-tools", "write `toolchain`"),
        new("computer", "write `gui`, and `browser` if the desktop is to have one"),
        new("shell", "remove it: every image has a shell"),
    ]);
}
