namespace ClawFleet.Simulator.IronClaw;

/// <summary>The working directory is the agent's workspace; it must not hold, nor lie in, the places of skills and extensions.</summary>
internal static class WorkspaceRule
{
    private static readonly (string Label, string Folder)[] SkillRoots =
        [("/skills", "skills"), ("/tenant-shared/skills", "tenant-shared/skills"), ("/system/skills", "system/skills"), ("/system/extensions", "system/extensions")];

    /// <exception cref="StartRefusedException">They overlap, or the storage cannot be made.</exception>
    public static void Check(string storageRoot, string workspace)
    {
        try
        {
            Directory.CreateDirectory(Path.Combine(storageRoot, "system", "extensions"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"could not initialize storage root {storageRoot}: {e.Message}");
        }
        foreach (var (label, folder) in SkillRoots)
        {
            if (Overlap(workspace, Path.Combine(storageRoot, folder))) throw new StartRefusedException($"workspace root must not overlap default skill root {label}");
        }
    }

    private static bool Overlap(string left, string right)
    {
        left = Path.TrimEndingDirectorySeparator(left) + "/";
        right = Path.TrimEndingDirectorySeparator(right) + "/";
        return left == "//" || left.StartsWith(right, StringComparison.Ordinal) || right.StartsWith(left, StringComparison.Ordinal);
    }
}
