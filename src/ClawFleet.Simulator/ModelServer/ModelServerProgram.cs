using System.Net;
using System.Net.Sockets;
using ClawFleet.Simulator.Http;

namespace ClawFleet.Simulator.ModelServer;

/// <summary>
/// <c>clawsim --as model-server [--host IP] [--port N]</c>: a model server without a model, for runtimes that are real. It answers in the shapes of OpenAI and Anthropic.
/// With <c>CLAWSIM_MODEL_KEY</c> set, it refuses every other key.
/// </summary>
internal static class ModelServerProgram
{
    public const string Name = "model-server";

    private const string KeyVariable = "CLAWSIM_MODEL_KEY";
    private const int DefaultPort = 8080;

    private static readonly TimeSpan StopGrace = TimeSpan.FromMilliseconds(500);

    // An agent's prompt is some 70 KB, and pictures are within it.
    private static readonly HttpLimits Limits = HttpLimits.Default with { MaxBodyBytes = 16 * 1024 * 1024 };

    /// <returns>The exit code.</returns>
    /// <exception cref="StartRefusedException">The arguments or the address make no sense.</exception>
    public static async Task<int> RunAsync(string[] args)
    {
        var (address, port) = (IPAddress.Any, DefaultPort);
        var arguments = new ArgumentReader(args);
        while (arguments.Read())
        {
            switch (arguments.Current)
            {
                case "--host":
                    var text = arguments.Value();
                    address = ListenAddress.Parse(text) ?? throw new StartRefusedException($"error: '{text}' is no IP address", 2);
                    break;
                case "--port":
                    port = arguments.Port();
                    break;
                default:
                    throw arguments.Unexpected();
            }
        }

        await Console.Error.WriteLineAsync("clawsim: a model server for tests; no model runs here").ConfigureAwait(false);
        var key = Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } set ? set : null;
        using var shutdown = new Shutdown(deaf: false);
        using var server = Listen(new IPEndPoint(address, port), new ModelRoutes(key, TimeProvider.System));
        Talk.Info($"listening on http://{server.LocalEndPoint}");
        await server.RunAsync(StopGrace, shutdown.Token).ConfigureAwait(false);
        return 0;
    }

    private static HttpServer Listen(IPEndPoint endPoint, ModelRoutes routes)
    {
        try
        {
            return HttpServer.Listen(endPoint, routes.HandleAsync, Limits);
        }
        catch (SocketException e)
        {
            throw new StartRefusedException($"cannot listen on {endPoint}: {e.SocketErrorCode}");
        }
    }
}
