using System.Collections.Immutable;
using System.Security.Cryptography;
using ClawFleet.Init.Files;
using ClawFleet.Runtimes;

namespace ClawFleet.Init.Members;

/// <summary>Values of secrets: the file below <c>/run/secrets</c>, else the variable of that name, else one that was made up at an earlier start and kept in the state.</summary>
internal sealed class SecretStore(InitEnvironment environment, ImmutableArray<string> kept)
{
    private const int LimitBytes = 64 * 1024;

    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly string _folder = Searchable(environment.Paths.Secrets);

    /// <exception cref="InitException">A secret's file cannot be read.</exception>
    public string? Value(SecretRef secret)
    {
        _asked.Add(secret.Name);
        return Given(secret) ?? (kept.Contains(secret.Name) ? Kept(secret) : null);
    }

    /// <summary>Whether the rendered configuration uses the secret.</summary>
    public bool WasAsked(string name) => _asked.Contains(name);

    /// <summary>Whether somebody gave the secret.</summary>
    public bool Has(string name) => Given(new SecretRef(name)) is { Length: > 0 };

    private string? Given(SecretRef secret)
    {
        var path = Path.Combine(_folder, secret.FileName);
        if (File.Exists(path) && new FileInfo(path).Length > LimitBytes)
        {
            throw new InitException(ExitCode.Configuration, $"{path} is larger than {LimitBytes / 1024} KiB: that is no secret");
        }

        // Editors and `kubectl create secret --from-file` leave a line end behind the value.
        return PrivateFile.Read(path)?.TrimEnd('\r', '\n')
            ?? (environment.Variables.TryGetValue(secret.Name, out var value) && value.Length > 0 ? value : null);
    }

    // A folder that cannot be searched looks empty, and every secret in it missing.
    private static string Searchable(string folder) =>
        !Directory.Exists(folder) || NativeMethods.CanSearch(folder)
            ? folder
            : throw new InitException(ExitCode.NoPermission, $"cannot search {folder} (permission denied): give it to user {NativeMethods.UserId}:{NativeMethods.GroupId}");

    private string Kept(SecretRef secret)
    {
        var path = Path.Combine(environment.Paths.State, "clawfleet", secret.FileName);
        if (PrivateFile.Read(path) is { Length: > 0 } value)
        {
            return value;
        }

        var made = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        PrivateFile.Write(path, made);
        return made;
    }
}
