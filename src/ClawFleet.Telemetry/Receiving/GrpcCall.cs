using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace ClawFleet.Telemetry.Receiving;

/// <summary>
/// OTLP/gRPC: one unary call over HTTP/2, by grpc/doc/PROTOCOL-HTTP2.md. A message is a flag byte (1: compressed), four bytes of length,
/// big-endian, and the bytes; the outcome is in trailers, or in the headers when there is no message.
/// </summary>
internal sealed class GrpcCall(Intake intake, OtlpKeys keys, RefusalReport refusals, OtlpReceiverOptions options)
{
    private const int Prefix = 5;
    private const int Unimplemented = 12;

    public async Task AnswerAsync(HttpContext http, Signal signal)
    {
        if (!IsGrpc(http.Request))
        {
            http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }
        http.Response.ContentType = "application/grpc";
        try
        {
            if (!keys.Allows(http.Request.Headers))
                Refuse(http, Refusal.NoKey);
            else
                await TakeAsync(http, signal).ConfigureAwait(false);
        }
        catch (Exception e) when (Refusal.Of(e) is { } refusal && !http.Response.HasStarted)
        {
            Refuse(http, refusal);
        }
        catch (Exception e) when (http.RequestAborted.IsCancellationRequested && e is OperationCanceledException or IOException)
        {
            // The client went away: there is no one to answer.
            http.Abort();
        }
    }

    /// <summary>Any other call of gRPC.</summary>
    public static Task UnknownAsync(HttpContext http)
    {
        http.Response.ContentType = "application/grpc";
        Outcome(http, new Refusal(StatusCodes.Status404NotFound, Unimplemented, "there is no such call here: only OTLP's Export"));
        return Task.CompletedTask;
    }

    public static bool IsGrpc(HttpRequest request) =>
        HttpProtocol.IsHttp2(request.Protocol) && request.ContentType is { } type
        && (type == "application/grpc" || type.StartsWith("application/grpc+proto", StringComparison.Ordinal)
            || type.StartsWith("application/grpc;", StringComparison.Ordinal));

    private async Task TakeAsync(HttpContext http, Signal signal)
    {
        using var body = new RequestBuffer(intake.Budget, options.MaxBodyBytes + Prefix);
        await body.ReadAsync(http.Request.BodyReader, http.RequestAborted).ConfigureAwait(false);
        long length = body.Length < Prefix ? -1 : BinaryPrimitives.ReadUInt32BigEndian(body.Bytes.AsSpan(1));
        if (length != body.Length - Prefix || body.Bytes[0] > 1)
            throw new MalformedTelemetryException("the body is not one gRPC message");
        var message = new RequestBuffer(intake.Budget, options.MaxRequestBytes);
        try
        {
            if (body.Bytes[0] == 0)
                message.Copy(body.Bytes, Prefix, (int)length);
            else if (http.Request.Headers["grpc-encoding"] == "gzip")
                message.Unpack(body.Bytes, Prefix, (int)length);
            else
                throw new MalformedTelemetryException("a compressed message must be gzip, and grpc-encoding must say so");
        }
        catch
        {
            message.Dispose();
            throw;
        }
        var result = await intake.TakeAsync(signal, message, json: false, http.RequestAborted).ConfigureAwait(false);
        if (result is null)
            Refuse(http, Refusal.QueueFull);
        else
            await ReplyAsync(http, OtlpReplies.Success(signal, result, json: false)).ConfigureAwait(false);
    }

    private static async Task ReplyAsync(HttpContext http, byte[] message)
    {
        var framed = new byte[Prefix + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(framed.AsSpan(1), message.Length);
        message.CopyTo(framed, Prefix);
        await http.Response.Body.WriteAsync(framed, http.RequestAborted).ConfigureAwait(false);
        http.Response.AppendTrailer("grpc-status", "0");
    }

    private void Refuse(HttpContext http, Refusal refusal)
    {
        refusals.Add(http.Connection.RemoteIpAddress, refusal);
        Outcome(http, refusal);
    }

    // Without a message, the outcome is said in the headers ("Trailers-Only").
    private static void Outcome(HttpContext http, Refusal refusal)
    {
        var headers = http.Response.Headers;
        headers["grpc-status"] = refusal.Code.ToString(CultureInfo.InvariantCulture);
        headers["grpc-message"] = PercentEncode(refusal.Why);
        if (refusal.Retry is { } retry)
            headers["grpc-status-details-bin"] = Convert.ToBase64String(OtlpReplies.Fault(refusal.Code, refusal.Why, json: false, retry)).TrimEnd('=');
    }

    private static string PercentEncode(string text)
    {
        var encoded = new StringBuilder();
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            if (b is >= 0x20 and <= 0x7e and not (byte)'%')
                encoded.Append((char)b);
            else
                encoded.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
        }
        return encoded.ToString();
    }
}
