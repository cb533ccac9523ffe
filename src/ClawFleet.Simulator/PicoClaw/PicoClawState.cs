using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ClawFleet.Simulator.Configuration;

namespace ClawFleet.Simulator.PicoClaw;

/// <summary>What PicoClaw writes below its home while it serves: <c>.picoclaw.pid</c> with the token of <c>/reload</c>, <c>logs/gateway.log</c>, and the workspace.</summary>
/// <param name="Token">Random at each start.</param>
internal sealed record PicoClawState(string PidFile, string Token)
{
    /// <exception cref="StartRefusedException">A directory cannot be written, which upstream takes for fatal.</exception>
    public static PicoClawState Open(PicoClawHome home, PicoClawConfig config, ProcessEnvironment environment)
    {
        var workspace = config.Tree.Text("agents", "defaults", "workspace") is { Length: > 0 } given ? given : Path.Combine(home.Directory, "workspace");
        if (workspace.StartsWith("~/", StringComparison.Ordinal)) workspace = Path.Combine(environment.Get("HOME") ?? "/", workspace[2..]);
        var state = new PicoClawState(Path.Combine(home.Directory, ".picoclaw.pid"), RandomNumberGenerator.GetHexString(32, lowercase: true));
        try
        {
            Directory.CreateDirectory(Path.Combine(home.Directory, "logs"));
            Directory.CreateDirectory(Path.Combine(workspace, "sessions"));
            File.AppendAllText(Path.Combine(home.Directory, "logs", "gateway.log"), "");
            File.WriteAllText(state.PidFile, new JsonObject
            {
                ["pid"] = Environment.ProcessId,
                ["token"] = state.Token,
                ["version"] = Persona.PicoClaw.Version,
                ["port"] = config.Port,
                ["host"] = config.Host,
            }.ToJsonString());
            return state;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"cannot write below {home.Directory} or {workspace}: {e.Message}");
        }
    }

    public void Close()
    {
        try
        {
            File.Delete(PidFile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Talk.Warn($"cannot remove {PidFile}: {e.Message}");
        }
    }
}
