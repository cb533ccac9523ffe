using System.Globalization;
using ClawFleet.Model.Catalogue;
using ClawFleet.Model.Validation;

namespace ClawFleet.Cli.Runtimes;

/// <summary><c>clawden runtime init</c>: copies the scaffold of a runtime that works, under a name.</summary>
/// <param name="Files">Paths written.</param>
/// <param name="Next">What to do next.</param>
internal sealed record NewRuntime(IReadOnlyList<string> Files, string Next)
{
    private const string Name = "RUNTIME_NAME";
    private const string Title = "RUNTIME_TITLE";

    /// <param name="home">The ClawFleet folder.</param>
    /// <param name="into">Folder that the runtime's folder is put in.</param>
    /// <exception cref="CommandRefusedException">The name will not do, or something is there already.</exception>
    public static NewRuntime Write(string home, string name, string into, RuntimeCatalogue catalogue)
    {
        if (!FleetNames.IsValid(name))
        {
            throw new CommandRefusedException(ExitCodes.Usage, $"{name} cannot be a runtime's name: {FleetNames.Rule}; perhaps {FleetNames.Slug(name)}");
        }

        if (catalogue.Find(name) is { } taken)
        {
            throw new CommandRefusedException(ExitCodes.Usage, $"the name {name} is taken by {Path.Combine(taken.Folder, "runtime.yaml")}; choose another one");
        }

        if (RuntimeCatalogue.IsReserved(name, Path.Combine(home, "runtimes")))
        {
            throw new CommandRefusedException(ExitCodes.Usage, $"the name {name} is one that ClawFleet keeps for itself; choose another one");
        }

        var folder = Path.Combine(Path.GetFullPath(into), name);
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new CommandRefusedException(ExitCodes.Failed, $"{folder} is there already and nothing of it was changed; remove it, or choose another name");
        }

        var scaffold = Path.Combine(home, "runtimes", "scaffold", "new");
        var files = new List<string>();
        foreach (var source in Directory.EnumerateFiles(scaffold, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var target = Path.Combine(folder, Path.GetRelativePath(scaffold, source));
            var text = File.ReadAllText(source).Replace(Name, name, StringComparison.Ordinal).Replace(Title, TitleOf(name), StringComparison.Ordinal);
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.WriteAllText(target, text);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new CommandRefusedException(ExitCodes.Failed, $"{target} cannot be written ({e.Message}); go to a folder of your own, or name one with --dir");
            }

            files.Add(target);
        }

        return new NewRuntime(files, $"""

            Add it to clawden.yaml:

              runtimes:
                - name: {name}

            then: clawden up -d && clawden chat {name} "hello"
            Your agent goes in the place of server.py; README.md there says what the other files are for.

            """);
    }

    /// <summary><c>my-agent</c> → <c>My Agent</c>.</summary>
    private static string TitleOf(string name) => string.Join(' ', name.Split('-').Select(word => word[..1].ToUpper(CultureInfo.InvariantCulture) + word[1..]));
}
