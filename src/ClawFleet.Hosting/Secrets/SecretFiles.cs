using System.Globalization;
using System.Text;
using ClawFleet.Model.Plans;
using ClawFleet.Runtimes;

namespace ClawFleet.Hosting;

/// <summary>
/// The folders that containers see as <c>/run/secrets</c>: <c>&lt;root&gt;/&lt;fleet&gt;/&lt;container&gt;/</c>. Root hands folder (0500) and files (0400) to the container's user;
/// an ordinary user is the container's user, and keeps them. Only where the engine makes another user of it (rootless Docker) they stay readable below a parent that nobody else can enter.
/// </summary>
internal sealed class SecretFiles(string root, string fleet)
{
    private const UnixFileMode ReadFile = UnixFileMode.UserRead;
    private const UnixFileMode ReadFolder = UnixFileMode.UserRead | UnixFileMode.UserExecute;
    private const UnixFileMode Everybody = UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode EverybodyFolder = Everybody | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public string FleetFolder { get; } = Path.Combine(root, fleet);

    public string FolderOf(string container) => Path.Combine(FleetFolder, container);

    /// <summary>Makes the folder hold exactly these secrets; writes only what differs.</summary>
    /// <param name="mappedAway">The engine gives the container's user an id that no one here can know.</param>
    public void Write(ContainerPlan container, IReadOnlyDictionary<string, string> values, bool mappedAway)
    {
        PrivateFiles.EnsureFolder(root);
        PrivateFiles.EnsureFolder(FleetFolder);
        var folder = FolderOf(container.Name);
        PrivateFiles.EnsureFolder(folder);

        var owner = Owner(container.User);
        var mayChown = PrivateFiles.EffectiveUser == 0;
        var forAll = mappedAway && !mayChown;
        var wanted = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, value) in values)
        {
            var file = Path.Combine(folder, new SecretRef(name).FileName);
            wanted.Add(file);
            var content = Encoding.UTF8.GetBytes(value);
            if (!IsSame(file, content))
            {
                PrivateFiles.Write(file, content, forAll ? ReadFile | Everybody : ReadFile, mayChown ? owner : null);
            }
        }

        foreach (var stale in Directory.EnumerateFiles(folder).Where(f => !wanted.Contains(f)).ToList())
        {
            File.Delete(stale);
        }

        if (!OperatingSystem.IsWindows())
        {
            if (mayChown && owner is { } user)
            {
                PrivateFiles.ChangeOwner(folder, user.Uid, user.Gid);
            }

            // A later refresh must be able to write: root always is, others keep their own right to.
            File.SetUnixFileMode(folder, mayChown ? ReadFolder : ReadFolder | UnixFileMode.UserWrite | (forAll ? EverybodyFolder : UnixFileMode.None));
        }
    }

    /// <summary>Whether every file a container needs is there (a reboot empties a folder on tmpfs).</summary>
    public bool AreThere(ContainerPlan container) => container.Secrets.All(s => File.Exists(Path.Combine(FolderOf(container.Name), new SecretRef(s).FileName)));

    /// <summary>The values that a container's plan names, as they lie there.</summary>
    /// <exception cref="IOException">One is not there, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">They are another user's.</exception>
    public IReadOnlyDictionary<string, string> Read(ContainerPlan container) =>
        container.Secrets.ToDictionary(s => s, s => File.ReadAllText(Path.Combine(FolderOf(container.Name), new SecretRef(s).FileName)), StringComparer.Ordinal);

    /// <summary>Whether a container's folder has a secret in it.</summary>
    public bool Has(string container, SecretRef secret) => File.Exists(Path.Combine(FolderOf(container), secret.FileName));

    /// <summary>All values that lie there now, for masking where the file of the fleet is not at hand. Unreadable ones are left out.</summary>
    public IReadOnlyList<string> ReadAll()
    {
        var values = new List<string>();
        try
        {
            // The settings of forwarding lie beside the folders: no member has them, and as a text they mask nothing.
            foreach (var file in Directory.Exists(FleetFolder) ? Directory.EnumerateDirectories(FleetFolder).SelectMany(Directory.EnumerateFiles) : [])
            {
                values.Add(File.ReadAllText(file));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Gone in the meantime, or another user's: nothing to mask then that we could know.
        }

        return values;
    }

    public void Remove(string container) => Delete(FolderOf(container));

    public void RemoveAll() => Delete(FleetFolder);

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool IsSame(string file, byte[] content)
    {
        try
        {
            return File.Exists(file) && File.ReadAllBytes(file).AsSpan().SequenceEqual(content);
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static (uint Uid, uint Gid)? Owner(string user)
    {
        var parts = user.Split(':');
        return parts.Length == 2
            && uint.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var uid)
            && uint.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var gid) ? (uid, gid) : null;
    }
}
