using System.Collections.Immutable;
using System.Net;

namespace ClawFleet.Telemetry;

/// <summary>What the receiver takes, and from whom.</summary>
public sealed record OtlpReceiverOptions
{
    /// <summary>
    /// A client says one of these in <c>x-otlp-api-key</c> or <c>Authorization: Bearer</c>. At least one; two while a key is being changed.
    /// </summary>
    public required ImmutableArray<string> Keys { get; init; }

    /// <summary>Where clients may be, this machine apart from that; empty for anywhere. Others find nobody who answers.</summary>
    public ImmutableArray<IPNetwork> Peers { get; init; } = [];

    /// <summary>The name of the client at an address, null when it is not known: for what is told of refused requests.</summary>
    public Func<IPAddress, string?> NameOf { get; init; } = _ => null;

    /// <summary>The largest body, as it comes over the network, in bytes.</summary>
    public int MaxBodyBytes { get; init; } = 4 << 20;

    /// <summary>The largest request after decompression, in bytes.</summary>
    public int MaxRequestBytes { get; init; } = 16 << 20;

    /// <summary>Bytes of all requests being read or waiting to be stored; past it a client is told to come back (429).</summary>
    public long MaxBytesInFlight { get; init; } = 96 << 20;

    /// <summary>Requests waiting to be stored.</summary>
    public int QueueLength { get; init; } = 64;

    /// <summary>How long a request waits for a place in that queue before the client is told to come back (503).</summary>
    public TimeSpan QueueWait { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Open connections on each address; further ones are closed.</summary>
    public int MaxConnections { get; init; } = 512;

    internal void Check()
    {
        if (Keys.IsDefaultOrEmpty || Keys.Any(string.IsNullOrWhiteSpace))
            throw new ArgumentException("the telemetry receiver needs a key: it never listens without one");
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBodyBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxRequestBytes, MaxBodyBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBytesInFlight, MaxRequestBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(QueueLength, 1);
    }
}
