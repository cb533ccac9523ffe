using System.Globalization;
using System.Text.Json;
using ClawFleet.Dashboard.Serving;
using ClawFleet.Engine;
using ClawFleet.Hosting;
using Microsoft.AspNetCore.Http;

namespace ClawFleet.Dashboard.Pages;

/// <summary>
/// The lines that an open console asks for: all of them at first, then those since its last one. JSON, each line an array of its time in microseconds, its member, 1 for standard error,
/// its text with colours, and how many lines of that member and time stand before it.
/// </summary>
internal static class ConsoleFeed
{
    private const int FlushedAt = 64 << 10;

    /// <exception cref="BadQueryException">A part of the address cannot be read.</exception>
    /// <exception cref="EngineException">The engine cannot be asked.</exception>
    public static async Task WriteAsync(HttpResponse response, RequestQuery ask, ConsoleReader console, FleetView view, CancellationToken ct)
    {
        var members = (await view.NowAsync(ct).ConfigureAwait(false)).Members.Select(m => m.Name).ToList();
        var lines = await console.LastAsync(ask.Members, ConsoleModel.TailOf(ask), Since(ask.Text("since")), ct).ConfigureAwait(false);
        response.ContentType = "application/json";
        var json = new Utf8JsonWriter(response.BodyWriter);
        await using var ofJson = json.ConfigureAwait(false);
        json.WriteStartObject();
        json.WriteStartArray("members");
        foreach (var member in members)
            json.WriteStringValue(member);
        json.WriteEndArray();
        json.WriteStartArray("lines");
        var (before, same) = ((MemberLogLine?)null, 0);
        foreach (var line in lines)
        {
            same = before is not null && before.Timestamp == line.Timestamp && before.Member == line.Member ? same + 1 : 0;
            before = line;
            json.WriteStartArray();
            json.WriteNumberValue((line.Timestamp - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
            json.WriteStringValue(line.Member);
            json.WriteNumberValue(line.Stream == OutputStream.Stderr ? 1 : 0);
            json.WriteStringValue(TerminalText.Coloured(line.Text));
            json.WriteNumberValue(same);
            json.WriteEndArray();
            if (json.BytesPending > FlushedAt)
            {
                await json.FlushAsync(ct).ConfigureAwait(false);
                await response.BodyWriter.FlushAsync(ct).ConfigureAwait(false);
            }
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static DateTimeOffset? Since(string text) => text.Length == 0 ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds) && microseconds < 253_402_300_800_000_000
            ? DateTimeOffset.UnixEpoch + TimeSpan.FromMicroseconds(microseconds)
            : throw new BadQueryException($"since: '{text}' is no time in microseconds");
}
