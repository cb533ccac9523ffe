using System.Collections.Immutable;
using System.Security.Cryptography;
using ClawFleet.Init.Files;
using ClawFleet.Runtimes;

namespace ClawFleet.Init.Members;

/// <summary>Values of secrets: the file below <c>/run/secrets</c>, else the variable of that name, else one that was made up at an earlier start and kept in the state.</summary>
internal sealed class SecretStore(InitEnvironment environment, ImmutableArray<string> kept)
{
    private const int LimitBytes = 64 * 1024;

    /// <exception cref="InitException">A secret's file cannot be read.</exception>
    public string? Value(SecretRef secret) => Given(secret) ?? (kept.Contains(secret.Name) ? Kept(secret) : null);

    /// <summary>Whether somebody gave the secret.</summary>
    public bool Has(string name) => Given(new SecretRef(name)) is { Length: > 0 };

    private string? Given(SecretRef secret)
    {
        var path = Path.Combine(environment.Paths.Secrets, secret.FileName);
        if (File.Exists(path) && new FileInfo(path).Length > LimitBytes)
        {
            throw new InitException(ExitCode.Configuration, $"{path} is larger than {LimitBytes / 1024} KiB: that is no secret");
        }

        // Editors and `kubectl create secret --from-file` leave a line end behind the value.
        return PrivateFile.Read(path)?.TrimEnd('\r', '\n')
            ?? (environment.Variables.TryGetValue(secret.Name, out var value) && value.Length > 0 ? value : null);
    }

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
