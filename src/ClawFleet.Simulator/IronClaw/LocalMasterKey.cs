using System.Security.Cryptography;

namespace ClawFleet.Simulator.IronClaw;

/// <summary>The master key of local profiles: the file, else <c>SECRETS_MASTER_KEY</c> (64 hex digits), else a new one kept in the file.</summary>
internal static class LocalMasterKey
{
    private const int Digits = 64;

    /// <exception cref="StartRefusedException">The key there is no key.</exception>
    public static void Prepare(string storageRoot, ProcessEnvironment environment)
    {
        var path = Path.Combine(storageRoot, ".reborn-local-dev-secrets-master-key");
        if (File.Exists(path))
        {
            if (!IsKey(File.ReadAllText(path).Trim())) throw new StartRefusedException($"{path} does not hold {Digits} hexadecimal digits");
            return;
        }
        if (environment.Get("SECRETS_MASTER_KEY") is { } key)
        {
            if (!IsKey(key)) throw new StartRefusedException($"SECRETS_MASTER_KEY must be exactly {Digits} hexadecimal digits");
            return;
        }
        File.WriteAllText(path, RandomNumberGenerator.GetHexString(Digits, lowercase: true) + "\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static bool IsKey(string text) => text.Length == Digits && text.All(char.IsAsciiHexDigit);
}
