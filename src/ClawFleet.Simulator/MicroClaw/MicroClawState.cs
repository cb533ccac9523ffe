using System.Security.Cryptography;
using System.Text;

namespace ClawFleet.Simulator.MicroClaw;

/// <summary>
/// What MicroClaw keeps in its SQLite file: conversations and the web password. Kept here in files of the simulator's own names, so that a real MicroClaw on
/// the same volume later finds none of its own damaged.
/// </summary>
internal sealed class MicroClawState
{
    /// <summary>The password upstream sets when it starts without one.</summary>
    public const string WellKnownPassword = "helloworld";

    private readonly TurnLog _turns;
    private readonly string _passwordFile;

    /// <exception cref="StartRefusedException">A directory cannot be written.</exception>
    public MicroClawState(MicroClawConfig config)
    {
        _passwordFile = Path.Combine(config.RuntimeDirectory, "clawsim-web-password");
        try
        {
            Directory.CreateDirectory(Path.Combine(config.RuntimeDirectory, "groups"));
            Directory.CreateDirectory(config.WorkingDirectory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"cannot write below {config.RuntimeDirectory} or {config.WorkingDirectory}: {e.Message}");
        }
        _turns = new TurnLog(config.RuntimeDirectory);
    }

    public bool HasPassword => File.Exists(_passwordFile);

    public void SetPassword(string password) => File.WriteAllText(_passwordFile, Hash(password));

    public bool IsPassword(string password) => HasPassword && File.ReadAllText(_passwordFile) == Hash(password);

    /// <summary>Keeps one turn.</summary>
    /// <returns>Its number in the session, from 1.</returns>
    public int Record(string session, string message) => _turns.Record(session, message);

    private static string Hash(string password) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(password)));
}
