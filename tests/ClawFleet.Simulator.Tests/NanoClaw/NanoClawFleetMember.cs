using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ClawFleet.Simulator.Tests.Processes;

namespace ClawFleet.Simulator.Tests.NanoClaw;

/// <summary>Starts the simulated NanoClaw the way a member does.</summary>
internal static class NanoClawFleetMember
{
    public const string Token = "a-token-of-the-fleet";

    private const string Fleet = """
        {
          "agent": { "name": "desk", "model": "claude-x", "effort": "high" },
          "chats": [
            { "channel": "telegram", "platformId": "telegram:42", "name": "desk 42", "group": false, "policy": "strict", "engage": "always" },
            { "channel": "telegram", "platformId": "telegram:-7", "name": "desk -7", "group": true, "policy": "public", "engage": "mention" }
          ],
          "env": "ENV",
          "members": ["telegram:42"],
          "port": PORT,
          "state": "STATE",
          "token": "a-token-of-the-fleet",
          "workspace": "/home/clawden/workspace"
        }
        """;

    /// <param name="change">What is put in place of what in <c>fleet.json</c>.</param>
    public static SimulatorProcess Start(TemporaryFolder folder, string env, string agent, params (string Old, string New)[] change)
    {
        var text = Fleet.Replace("PORT", FreePort(), StringComparison.Ordinal).Replace("ENV", folder.File("config/nanoclaw.env"), StringComparison.Ordinal).Replace("STATE", folder.File("state"), StringComparison.Ordinal);
        foreach (var (old, put) in change)
        {
            Assert.Contains(old, text, StringComparison.Ordinal);
            text = text.Replace(old, put, StringComparison.Ordinal);
        }

        folder.Write("config/fleet.json", text);
        folder.Write("config/nanoclaw.env", env);
        folder.Write("config/agent.env", agent);
        return SimulatorProcess.Start(folder.Path, ["--as", "nanoclaw"], new Dictionary<string, string>
        {
            ["CLAWFLEET_NANOCLAW"] = folder.File("config/fleet.json"),
            ["CLAWFLEET_AGENT_ENV"] = folder.File("config/agent.env"),
        });
    }

    // The port stands in the file, so one that is free has to be known beforehand.
    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }
}
