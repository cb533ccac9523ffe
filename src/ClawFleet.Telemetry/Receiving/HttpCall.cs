using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace ClawFleet.Telemetry.Receiving;

/// <summary>OTLP/HTTP, by docs/specification.md of opentelemetry-proto: protobuf or JSON, plain or gzip.</summary>
internal sealed class HttpCall(Intake intake, OtlpKeys keys, RefusalReport refusals, OtlpReceiverOptions options)
{
    private const string Protobuf = "application/x-protobuf";
    private const string Json = "application/json";

    public async Task AnswerAsync(HttpContext http, Signal signal)
    {
        var type = MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var parsed) ? parsed.MediaType.ToString() : "";
        var json = type.Equals(Json, StringComparison.OrdinalIgnoreCase);
        try
        {
            if (!keys.Allows(http.Request.Headers))
                await RefuseAsync(http, json, Refusal.NoKey).ConfigureAwait(false);
            else if (!json && !type.Equals(Protobuf, StringComparison.OrdinalIgnoreCase))
                await RefuseAsync(http, json, Refusal.Media($"the content type must be {Protobuf} or {Json}")).ConfigureAwait(false);
            else
                await TakeAsync(http, signal, json).ConfigureAwait(false);
        }
        catch (Exception e) when (Refusal.Of(e) is { } refusal && !http.Response.HasStarted)
        {
            await RefuseAsync(http, json, refusal).ConfigureAwait(false);
        }
        catch (Exception e) when (http.RequestAborted.IsCancellationRequested && e is OperationCanceledException or IOException)
        {
            // The client went away: there is no one to answer.
            http.Abort();
        }
    }

    private async Task TakeAsync(HttpContext http, Signal signal, bool json)
    {
        var encoding = http.Request.Headers.ContentEncoding.ToString();
        var packed = encoding.Equals("gzip", StringComparison.OrdinalIgnoreCase);
        if (!packed && encoding.Length > 0 && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            await RefuseAsync(http, json, Refusal.Media("the content encoding must be gzip or none")).ConfigureAwait(false);
            return;
        }
        if (http.Request.ContentLength > options.MaxBodyBytes)
            throw new TelemetryTooLargeException(options.MaxBodyBytes);
        var body = new RequestBuffer(intake.Budget, options.MaxBodyBytes);
        try
        {
            await body.ReadAsync(http.Request.BodyReader, http.RequestAborted).ConfigureAwait(false);
            if (packed)
                body = Unpack(body);
        }
        catch
        {
            body.Dispose();
            throw;
        }
        var result = await intake.TakeAsync(signal, body, json, http.RequestAborted).ConfigureAwait(false);
        if (result is null)
            await RefuseAsync(http, json, Refusal.QueueFull).ConfigureAwait(false);
        else
            await ReplyAsync(http, json, OtlpReplies.Success(signal, result, json)).ConfigureAwait(false);
    }

    // The packed bytes are given back, whatever comes of it.
    private RequestBuffer Unpack(RequestBuffer packed)
    {
        var unpacked = new RequestBuffer(intake.Budget, options.MaxRequestBytes);
        try
        {
            unpacked.Unpack(packed.Bytes, 0, packed.Length);
            packed.Dispose();
            return unpacked;
        }
        catch
        {
            unpacked.Dispose();
            throw;
        }
    }

    private Task RefuseAsync(HttpContext http, bool json, Refusal refusal)
    {
        refusals.Add(http.Connection.RemoteIpAddress, refusal);
        http.Response.StatusCode = refusal.Status;
        if (refusal.Retry is { } retry)
            http.Response.Headers.RetryAfter = Math.Ceiling(retry.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (refusal.Status == StatusCodes.Status401Unauthorized)
            http.Response.Headers.WWWAuthenticate = "Bearer";
        return ReplyAsync(http, json, OtlpReplies.Fault(refusal.Code, refusal.Why, json));
    }

    private static async Task ReplyAsync(HttpContext http, bool json, byte[] body)
    {
        http.Response.ContentType = json ? Json : Protobuf;
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, http.RequestAborted).ConfigureAwait(false);
    }
}
