namespace ClawFleet.Init.Files;

/// <summary>Puts the image's starting files into a workspace that is still empty; one with anything in it is the user's and stays untouched.</summary>
internal static class WorkspaceScaffold
{
    public static void Seed(string scaffold, string workspace)
    {
        try
        {
            if (!Directory.Exists(scaffold) || Directory.EnumerateFileSystemEntries(workspace).Any())
            {
                return;
            }

            foreach (var file in Directory.EnumerateFiles(scaffold, "*", SearchOption.AllDirectories))
            {
                var target = Path.Combine(workspace, Path.GetRelativePath(scaffold, file));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.WriteAllBytes(target, File.ReadAllBytes(file));
            }
        }
        catch (Exception e) when (FileFault.IsOne(e))
        {
            // A read-only workspace is a user's choice: the agent then works without the scaffold.
            Output.Error($"the workspace {workspace} is left as it is: it cannot be written");
        }
    }
}
