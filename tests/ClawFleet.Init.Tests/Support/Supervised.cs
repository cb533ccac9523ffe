using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ClawFleet.Init.Tests.Support;

/// <summary>An IronClaw member behind clawinit's front: the program is a script, its HTTP side a <see cref="FakeUpstream"/> of the test.</summary>
internal sealed class Supervised : IDisposable
{
    public Supervised(PublishedInit init, string script = "exec sleep 600")
    {
        do
        {
            Port = Sandbox.FreePort();
        }
        while (!IsFree(Port + 1));
        Box = new Sandbox(init, "ironclaw").Program("ironclaw", script).With("CLAWFLEET_PORT", $"{Port}");
    }

    public Sandbox Box { get; }

    public int Port { get; }

    public int UpstreamPort => Port + 1;

    public HttpClient Client { get; } = new() { Timeout = TimeSpan.FromSeconds(20) };

    public string Url(string path) => $"http://127.0.0.1:{Port}{path}";

    /// <summary>Starts clawinit and waits until its front listens.</summary>
    public async Task<Process> StartAsync()
    {
        var process = Box.Start(asRoot: false, "run");
        await Eventually.IsTrueAsync(
            async () =>
            {
                try
                {
                    _ = await HealthAsync();
                    return true;
                }
                catch (HttpRequestException)
                {
                    Assert.False(process.HasExited, "clawinit ended");
                    return false;
                }
            },
            "the front listens");
        return process;
    }

    public async Task<(HttpStatusCode Status, string Body)> HealthAsync()
    {
        using var answer = await Client.GetAsync(new Uri(Url("/health")));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, Port);
        return socket;
    }

    /// <summary>Reads until <paramref name="end"/> is there.</summary>
    public static async Task<string> ReadUntilAsync(Socket socket, string end)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!text.ToString().Contains(end, StringComparison.Ordinal))
        {
            var count = await socket.ReceiveAsync(buffer, deadline.Token);
            Assert.True(count > 0, $"the connection ended after: {text}");
            text.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }

        return text.ToString();
    }

    public void Dispose()
    {
        Client.Dispose();
        Box.Dispose();
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
