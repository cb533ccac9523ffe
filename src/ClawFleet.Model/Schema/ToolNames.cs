using System.Collections.Immutable;

namespace ClawFleet.Model.Schema;

/// <summary>Tools that are known words; which of them can be delivered, the catalogue knows.</summary>
internal static class ToolNames
{
    public static readonly ImmutableArray<string> Known =
        ["browser", "code-tools", "computer", "database", "ffmpeg", "git", "gui", "http", "node", "python", "shell", "sqlite", "toolchain"];
}
