using Microsoft.AspNetCore.Http;

namespace ClawFleet.Telemetry.Receiving;

/// <summary>A refused request: its HTTP status and its gRPC code (grpc/doc/statuscodes.md), why, and when to come back if that helps.</summary>
internal sealed record Refusal(int Status, int Code, string Why, TimeSpan? Retry = null)
{
    private static readonly TimeSpan soon = TimeSpan.FromSeconds(1);

    public static Refusal NoKey { get; } =
        new(StatusCodes.Status401Unauthorized, 16, "a key is required: send it as x-otlp-api-key or as Authorization: Bearer");

    public static Refusal QueueFull { get; } =
        new(StatusCodes.Status503ServiceUnavailable, 14, "the receiver cannot store as fast as telemetry comes; try again", soon);

    public static Refusal Media(string why) => new(StatusCodes.Status415UnsupportedMediaType, 12, why);

    public static Refusal TooLarge(string why) => new(StatusCodes.Status413PayloadTooLarge, 8, why);

    /// <summary>The refusal that an exception stands for; null when it is none of the client's.</summary>
    public static Refusal? Of(Exception e) => e switch
    {
        MalformedTelemetryException => new(StatusCodes.Status400BadRequest, 3, e.Message),
        TelemetryTooLargeException => TooLarge(e.Message),
        ReceiverBusyException => new(StatusCodes.Status429TooManyRequests, 14, e.Message, soon),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => TooLarge("the request is too large"),
        BadHttpRequestException bad => new(bad.StatusCode, 3, bad.Message),
        _ => null,
    };
}
