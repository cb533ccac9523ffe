using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ClawFleet.Hosting;

/// <summary>
/// Secrets that nobody has to know (gateway tokens, database passwords) and the key of <see cref="SecretsFingerprint"/>, made once and kept in the
/// fleet's state folder. Safe for several threads and several processes.
/// </summary>
internal sealed class GeneratedSecretStore(FleetStateFolder folder)
{
    private static readonly TimeSpan LockWait = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private Dictionary<string, string>? _values;
    private byte[]? _key;

    /// <summary>The secret if it was made before; makes none.</summary>
    public string? Find(string name)
    {
        lock (_gate)
        {
            return Read().GetValueOrDefault(name);
        }
    }

    /// <param name="alphabet"><c>hex64</c> (64 hex digits) or <c>base62-48</c> (48 letters and digits).</param>
    public string GetOrCreate(string name, string alphabet)
    {
        lock (_gate)
        {
            _values ??= Read();
            if (_values.TryGetValue(name, out var known))
            {
                return known;
            }

            folder.Ensure();
            using var mine = FileLock.Take(folder.SecretsLockFile, LockWait);
            _values = Read(); // Another host may have made it in the meantime.
            if (!_values.TryGetValue(name, out var value))
            {
                _values[name] = value = GeneratedSecret.Make(alphabet);
                PrivateFiles.Write(folder.SecretsFile, JsonSerializer.SerializeToUtf8Bytes(_values, GeneratedSecretsJson.Default.DictionaryStringString));
            }

            return value;
        }
    }

    /// <summary>The fleet's HMAC key, 32 bytes.</summary>
    public byte[] Key()
    {
        lock (_gate)
        {
            if (_key is not null || TryReadKey())
            {
                return _key!;
            }

            folder.Ensure();
            using var mine = FileLock.Take(folder.SecretsLockFile, LockWait);
            if (!TryReadKey())
            {
                _key = RandomNumberGenerator.GetBytes(32);
                PrivateFiles.Write(folder.KeyFile, _key);
            }

            return _key!;
        }
    }

    private bool TryReadKey()
    {
        if (File.Exists(folder.KeyFile) && File.ReadAllBytes(folder.KeyFile) is { Length: 32 } key)
        {
            _key = key;
            return true;
        }

        return false;
    }

    private Dictionary<string, string> Read()
    {
        if (!File.Exists(folder.SecretsFile))
        {
            return new(StringComparer.Ordinal);
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(folder.SecretsFile), GeneratedSecretsJson.Default.DictionaryStringString) ?? [];
        }
        catch (JsonException)
        {
            throw new SecretUnavailableException($"{folder.SecretsFile} is damaged; delete it and run `clawden up`: new secrets are made and the members that use them are replaced.");
        }
    }
}

[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class GeneratedSecretsJson : JsonSerializerContext;
