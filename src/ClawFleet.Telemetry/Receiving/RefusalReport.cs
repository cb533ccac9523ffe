using System.Net;
using Microsoft.Extensions.Logging;

namespace ClawFleet.Telemetry.Receiving;

/// <summary>Tells of refused requests, so that telemetry that does not arrive is not a silent loss: the first of each status at once, then one a minute with the number of those between.</summary>
internal sealed partial class RefusalReport(ILogger logger, Func<IPAddress, string?> nameOf, TimeProvider clock)
{
    private static readonly TimeSpan pause = TimeSpan.FromMinutes(1);
    private readonly Lock gate = new();
    private readonly Dictionary<int, (DateTimeOffset Told, long Since)> byStatus = [];

    /// <param name="peer">Who sent the request.</param>
    public void Add(IPAddress? peer, Refusal refusal)
    {
        long others;
        lock (gate)
        {
            var now = clock.GetUtcNow();
            if (byStatus.TryGetValue(refusal.Status, out var last) && now - last.Told < pause)
            {
                byStatus[refusal.Status] = (last.Told, last.Since + 1);
                return;
            }
            others = last.Since;
            byStatus[refusal.Status] = (now, 0);
        }
        var address = peer is null ? "somebody" : (peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer).ToString();
        var who = peer is not null && nameOf(peer) is { } name ? $"{name} ({address})" : address;
        if (others == 0)
            LogRefused(logger, who, refusal.Why);
        else
            LogRefusedAgain(logger, who, refusal.Why, others);
    }

    [LoggerMessage(LogLevel.Warning, "Telemetry of {Who} is refused: {Why}")]
    private static partial void LogRefused(ILogger logger, string who, string why);

    [LoggerMessage(LogLevel.Warning, "Telemetry of {Who} is refused: {Why}; so were {Others} requests before it")]
    private static partial void LogRefusedAgain(ILogger logger, string who, string why, long others);
}
