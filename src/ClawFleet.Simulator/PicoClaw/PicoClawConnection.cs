using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ClawFleet.Simulator.PicoClaw;

/// <summary>One WebSocket of the chat: JSON text frames with type, id, session_id, timestamp and payload, both ways.</summary>
internal sealed class PicoClawConnection(WebSocket socket, string session, PicoClawChat chat, TimeProvider clock) : IDisposable
{
    private const int MaxMessage = 32 * 1024 * 1024;
    private static readonly string[] Images = ["jpeg", "png", "gif", "webp", "bmp"];

    private readonly SemaphoreSlim _sending = new(1);

    /// <summary>Reads until the client closes or the server stops.</summary>
    public async Task ServeAsync(CancellationToken ct)
    {
        while (await ReceiveAsync(ct).ConfigureAwait(false) is { } text)
        {
            JsonObject? frame = null;
            try
            {
                frame = JsonNode.Parse(text) as JsonObject;
            }
            catch (JsonException)
            {
                // Answered below.
            }
            if (frame is null) await ErrorAsync("invalid_message", "failed to parse message", null, ct).ConfigureAwait(false);
            else await HandleAsync(frame, ct).ConfigureAwait(false);
        }
        if (socket.State == WebSocketState.CloseReceived) await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, ct).ConfigureAwait(false);
    }

    public async Task SendAsync(string type, string? id, string? of, JsonObject? payload, CancellationToken ct)
    {
        var frame = new JsonObject { ["type"] = type };
        if (id is not null) frame["id"] = id;
        if (of is not null) frame["session_id"] = of;
        frame["timestamp"] = clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (payload is not null) frame["payload"] = payload;
        await _sending.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(frame.ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, ct).ConfigureAwait(false);
        }
        finally
        {
            _sending.Release();
        }
    }

    public void Dispose() => _sending.Dispose();

    private async Task HandleAsync(JsonObject frame, CancellationToken ct)
    {
        var type = Text(frame, "type");
        var id = Text(frame, "id");
        if (type == "ping")
        {
            await SendAsync("pong", id, null, null, ct).ConfigureAwait(false);
            return;
        }
        if (type is not ("message.send" or "media.send"))
        {
            await ErrorAsync("unknown_type", $"unknown message type: {type}", null, ct).ConfigureAwait(false);
            return;
        }

        var payload = frame["payload"] as JsonObject ?? [];
        var images = (payload["media"] as JsonArray ?? []).Concat(payload["attachments"] as JsonArray ?? []).ToList();
        if (!images.All(IsImage))
        {
            await ErrorAsync("invalid_media", "media: only inline images are taken", id, ct).ConfigureAwait(false);
            return;
        }
        var content = Text(payload, "content") ?? "";
        if (string.IsNullOrWhiteSpace(content) && images.Count == 0)
        {
            await ErrorAsync("empty_content", "message content is empty", id, ct).ConfigureAwait(false);
            return;
        }
        await chat.AnswerAsync(Text(frame, "session_id") is { Length: > 0 } other ? other : session, content, ct).ConfigureAwait(false);
    }

    private async Task<string?> ReceiveAsync(CancellationToken ct)
    {
        using var message = new MemoryStream();
        var buffer = new byte[8192];
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), ct).ConfigureAwait(false);
            if (part.MessageType == WebSocketMessageType.Close || message.Length + part.Count > MaxMessage) return null;
            message.Write(buffer, 0, part.Count);
            if (part.EndOfMessage) return Encoding.UTF8.GetString(message.GetBuffer(), 0, (int)message.Length);
        }
    }

    private Task ErrorAsync(string code, string message, string? request, CancellationToken ct)
    {
        var payload = new JsonObject { ["code"] = code, ["message"] = message };
        if (request is not null) payload["request_id"] = request;
        return SendAsync("error", null, null, payload, ct);
    }

    private static bool IsImage(JsonNode? item)
    {
        var url = item is JsonObject o ? Text(o, "url") ?? Text(o, "data") : item?.GetValueKind() == JsonValueKind.String ? item.GetValue<string>() : null;
        return url is not null && Images.Any(i => url.StartsWith($"data:image/{i};base64,", StringComparison.Ordinal));
    }

    private static string? Text(JsonObject o, string key) => o[key] is JsonValue v && v.GetValueKind() == JsonValueKind.String ? v.GetValue<string>() : null;
}
