using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;

namespace ClawFleet.Hosting.Receiving;

/// <summary>
/// Where a fleet's members send OTLP over HTTP, and with which key: made once for the fleet and kept in its state folder, since members are told when they are made
/// and the process that listens comes and goes.
/// </summary>
/// <param name="Port">TCP port, on the addresses that this machine has in the fleet's networks.</param>
/// <param name="Key">128 random bits in hexadecimal, in the header <c>x-otlp-api-key</c>. Lets write records, and nothing else.</param>
public sealed record FleetReceiver(int Port, string Key)
{
    /// <summary>The header that carries <see cref="Key"/>.</summary>
    public const string KeyHeader = "x-otlp-api-key";

    private static readonly TimeSpan LockWait = TimeSpan.FromSeconds(10);

    /// <returns>Null when none was made for the fleet yet.</returns>
    public static FleetReceiver? Find(FleetHostOptions options, string fleet) => Read(new FleetStateFolder(options.StateRoot, fleet).ReceiverFile);

    /// <exception cref="IOException">The state folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It is another user's.</exception>
    public static FleetReceiver Of(FleetHostOptions options, string fleet)
    {
        var folder = new FleetStateFolder(options.StateRoot, fleet);
        if (Read(folder.ReceiverFile) is { } known)
        {
            return known;
        }

        folder.Ensure();
        using var mine = FileLock.Take(folder.SecretsLockFile, LockWait);
        if (Read(folder.ReceiverFile) is { } meanwhile)
        {
            return meanwhile;
        }

        var made = new FleetReceiver(FreePort(), Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
        made.Write(folder.ReceiverFile);
        return made;
    }

    private static FleetReceiver? Read(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            return new FleetReceiver(json.RootElement.GetProperty("port").GetInt32(), json.RootElement.GetProperty("key").GetString()!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null; // Not there, or damaged: then it is made anew.
        }
    }

    private void Write(string path)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteNumber("port", Port);
            json.WriteString("key", Key);
            json.WriteEndObject();
        }

        PrivateFiles.Write(path, bytes.ToArray());
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Any, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
