using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ClawFleet.Simulator.Configuration;
using ClawFleet.Simulator.Http;

namespace ClawFleet.Simulator.PicoClaw;

/// <summary>
/// The chat of channel <c>pico</c>: who may open it, and which connections belong to which session. An answer goes to the connections that were opened
/// under its session, whoever asked, and to nobody when there is none. Source: <c>pkg/channels/pico/{pico,protocol}.go</c>.
/// </summary>
internal sealed class PicoClawChat(PicoClawConfig config, JsonObject settings, TurnLog turns, TimeProvider clock)
{
    private readonly ConcurrentDictionary<PicoClawConnection, string> _connections = new();

    public HttpResponse Open(HttpRequest request)
    {
        var token = settings.Text("token") ?? "";
        var subprotocol = WebSocketUpgrade.Subprotocols(request).FirstOrDefault(p => p.StartsWith("token.", StringComparison.Ordinal) && Same(p["token.".Length..], token));
        var admitted = subprotocol is not null
            || Same(request.BearerToken ?? "", token)
            || (settings.Flag("allow_token_query") is true && Same(request.Query.GetValueOrDefault("token", ""), token));
        if (token.Length == 0 || !admitted) return HttpResponse.Text(401, "unauthorized\n");
        if (_connections.Count >= (settings.Whole("max_connections") is > 0 and var limit ? limit : 100)) return HttpResponse.Text(503, "too many connections\n");

        var session = request.Query.GetValueOrDefault("session_id") is { Length: > 0 } given ? given : Guid.NewGuid().ToString();
        return WebSocketUpgrade.Answer(request, subprotocol, async (socket, ct) =>
        {
            using var connection = new PicoClawConnection(socket, session, this, clock);
            _connections[connection] = session;
            try
            {
                await connection.ServeAsync(ct).ConfigureAwait(false);
            }
            catch (Exception e) when (e is WebSocketException or IOException)
            {
                // The client went away.
            }
            finally
            {
                _connections.TryRemove(connection, out _);
            }
        });
    }

    /// <summary>Answers one message of <paramref name="session"/>.</summary>
    public async Task AnswerAsync(string session, string content, CancellationToken ct)
    {
        await SendAsync(session, "typing.start", null, ct).ConfigureAwait(false);
        await SendAsync(session, "typing.stop", null, ct).ConfigureAwait(false);
        var payload = new JsonObject { ["message_id"] = Guid.NewGuid().ToString() };
        if (config.ModelName is { } model)
        {
            var answer = SimulatedAnswer.To(Persona.PicoClaw, content, turns.Record("pico:" + session, content));
            payload["content"] = answer;
            payload["model_name"] = model;
            payload["context_usage"] = new JsonObject { ["used_tokens"] = answer.Length / 4, ["total_tokens"] = 32768, ["compress_at_tokens"] = 24576, ["used_percent"] = 0 };
        }
        else
        {
            // An error answer carries no usage.
            payload["content"] = "Error processing message: no LLM provider is configured (limited mode)";
        }
        await SendAsync(session, "message.create", payload, ct).ConfigureAwait(false);
    }

    private async Task SendAsync(string session, string type, JsonObject? payload, CancellationToken ct)
    {
        foreach (var connection in _connections.Where(c => c.Value == session).Select(c => c.Key))
        {
            await connection.SendAsync(type, null, session, payload?.DeepClone() as JsonObject, ct).ConfigureAwait(false);
        }
    }

    private static bool Same(string left, string right) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));
}
