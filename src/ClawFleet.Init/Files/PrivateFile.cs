namespace ClawFleet.Init.Files;

/// <summary>Files that only the runtime's own user may read.</summary>
internal static class PrivateFile
{
    private const UnixFileMode FileMode0600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode DirectoryMode0700 = FileMode0600 | UnixFileMode.UserExecute;

    /// <summary>Writes mode 0600 in one step: readers see the old file or the new one, never a part.</summary>
    /// <exception cref="InitException">The place cannot be written.</exception>
    public static void Write(string path, string text)
    {
        var temporary = $"{path}.{Environment.ProcessId}.new";
        try
        {
            MakeDirectory(Path.GetDirectoryName(path)!);

            // A crash of an earlier start may have left it behind.
            File.Delete(temporary);
            using (var stream = new FileStream(temporary, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = FileMode0600 }))
            using (var writer = new StreamWriter(stream))
            {
                writer.Write(text);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (FileFault.IsOne(e))
        {
            throw FileFault.Unwritable(path, e);
        }
    }

    /// <summary>Makes a symbolic link, in place of whatever a runtime left there.</summary>
    /// <exception cref="InitException">The place cannot be written.</exception>
    public static void Link(string path, string target)
    {
        try
        {
            if (new FileInfo(path).LinkTarget == target)
            {
                return;
            }

            // No move into place as for a file: a link to a directory cannot be moved as one.
            MakeDirectory(Path.GetDirectoryName(path)!);
            File.Delete(path);
            File.CreateSymbolicLink(path, target);
        }
        catch (Exception e) when (FileFault.IsOne(e))
        {
            throw FileFault.Unwritable(path, e);
        }
    }

    /// <exception cref="InitException">The directory cannot be made.</exception>
    public static void MakeDirectory(string path)
    {
        try
        {
            Directory.CreateDirectory(path, DirectoryMode0700);
        }
        catch (Exception e) when (FileFault.IsOne(e))
        {
            throw FileFault.Unwritable(path, e);
        }
    }

    /// <summary>Text of a file, or null when there is none.</summary>
    /// <exception cref="InitException">It is there and cannot be read.</exception>
    public static string? Read(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path) : null;
        }
        catch (Exception e) when (FileFault.IsOne(e))
        {
            throw FileFault.Unreadable(path, e);
        }
    }
}
