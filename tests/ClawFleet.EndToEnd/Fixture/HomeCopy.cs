namespace ClawFleet.EndToEnd.Fixture;

/// <summary>A copy of what the command needs of the checkout, for a test that breaks a part of it.</summary>
internal sealed class HomeCopy : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("clawfleet-home-");

    public HomeCopy()
    {
        File.Copy(System.IO.Path.Combine(Repository.Root, "ClawFleet.sln"), System.IO.Path.Combine(Path, "ClawFleet.sln"));
        Directory.CreateSymbolicLink(System.IO.Path.Combine(Path, "artifacts"), System.IO.Path.Combine(Repository.Root, "artifacts"));
        Copy(new DirectoryInfo(System.IO.Path.Combine(Repository.Root, "runtimes")), Directory.CreateDirectory(System.IO.Path.Combine(Path, "runtimes")));
    }

    public string Path => _folder.FullName;

    public void Replace(string file, string old, string with)
    {
        var path = System.IO.Path.Combine(Path, file);
        var text = File.ReadAllText(path);
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(old, with, StringComparison.Ordinal));
    }

    /// <summary>Adds to a file that is there; a file that is not is left out.</summary>
    public void Append(string file, string text)
    {
        var path = System.IO.Path.Combine(Path, file);
        if (File.Exists(path)) File.AppendAllText(path, text);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private static void Copy(DirectoryInfo from, DirectoryInfo to)
    {
        foreach (var file in from.EnumerateFiles())
        {
            file.CopyTo(System.IO.Path.Combine(to.FullName, file.Name));
        }

        foreach (var folder in from.EnumerateDirectories())
        {
            Copy(folder, to.CreateSubdirectory(folder.Name));
        }
    }
}
