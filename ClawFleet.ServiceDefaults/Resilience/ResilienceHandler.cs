using System.Net;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace ClawFleet.ServiceDefaults.Resilience;

/// <summary>
/// Sends a request with a total timeout, retries, a circuit breaker and a timeout of each attempt, in this order from outside to inside. What fails for good is the last answer, or an
/// <see cref="HttpRequestException"/> that says why. A content is sent again as it is: it has to be one that can be read twice, such as bytes or text.
/// </summary>
public sealed class ResilienceHandler : DelegatingHandler
{
    private static readonly ResiliencePropertyKey<HttpRequestMessage> Request = new("request");

    private readonly ResiliencePipeline<HttpResponseMessage> _pipeline;

    /// <param name="time">Whose clock the pauses and timeouts go by.</param>
    public ResilienceHandler(ResilienceOptions options, HttpMessageHandler inner, TimeProvider? time = null)
        : base(inner)
    {
        var failed = new PredicateBuilder<HttpResponseMessage>().Handle<HttpRequestException>().Handle<TimeoutRejectedException>()
            .HandleResult(answer => answer.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError);
        var isFailure = failed.Build();
        var builder = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time ?? TimeProvider.System };
        builder.AddTimeout(options.TotalTimeout);
        if (options.Retries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                ShouldHandle = args => new ValueTask<bool>((options.RetryUnsafe || IsSafe(args.Context)) && isFailure(args.Outcome)),
                MaxRetryAttempts = options.Retries,
                Delay = options.FirstPause,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                DelayGenerator = args => new ValueTask<TimeSpan?>(After(args.Outcome.Result, builder.TimeProvider!)),
            });
        }

        builder.AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>
        {
            ShouldHandle = failed,
            FailureRatio = options.FailureRatio,
            MinimumThroughput = options.LeastRequests,
            SamplingDuration = options.Sampling,
            BreakDuration = options.Break,
        });
        builder.AddTimeout(options.AttemptTimeout);
        _pipeline = builder.Build();
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var context = Begin(request, cancellationToken);
        try
        {
            return await _pipeline.ExecuteAsync(async c => await base.SendAsync(request, c.CancellationToken).ConfigureAwait(false), context).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutRejectedException or BrokenCircuitException)
        {
            throw Failed(request, e);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var context = Begin(request, cancellationToken);
        try
        {
            return _pipeline.Execute(c => base.Send(request, c.CancellationToken), context);
        }
        catch (Exception e) when (e is TimeoutRejectedException or BrokenCircuitException)
        {
            throw Failed(request, e);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private static ResilienceContext Begin(HttpRequestMessage request, CancellationToken ct)
    {
        var context = ResilienceContextPool.Shared.Get(ct);
        context.Properties.Set(Request, request);
        return context;
    }

    private static bool IsSafe(ResilienceContext context) =>
        context.Properties.TryGetValue(Request, out var request) && (request.Method == HttpMethod.Get || request.Method == HttpMethod.Head || request.Method == HttpMethod.Options);

    private static TimeSpan? After(HttpResponseMessage? answer, TimeProvider time) => answer?.Headers.RetryAfter switch
    {
        { Delta: { } pause } => pause,
        { Date: { } date } when date > time.GetUtcNow() => date - time.GetUtcNow(),
        _ => null,
    };

    private static HttpRequestException Failed(HttpRequestMessage request, Exception why) => new(
        why is BrokenCircuitException
            ? $"{request.RequestUri?.Authority} is not asked for a moment, since it failed too often"
            : $"{request.RequestUri?.Authority} did not answer in time",
        why);
}
