using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClawFleet.ServiceDefaults.Tests;

/// <summary>The exporters read the process's environment, which these tests change: one after the other.</summary>
public sealed partial class ExportTests : IDisposable
{
    private readonly Dictionary<string, string?> _before = [];

    public void Dispose()
    {
        foreach (var (name, value) in _before)
        {
            Environment.SetEnvironmentVariable(name, value);
        }
    }

    [Fact]
    public void Without_an_endpoint_nothing_is_made()
    {
        Set("OTEL_EXPORTER_OTLP_ENDPOINT", null);
        var lifetime = new List<IDisposable>();
        Assert.Same(NullLoggerFactory.Instance, lifetime.AddServiceDefaults("tested", "tested"));
        Assert.Empty(lifetime);
    }

    [Fact]
    public async Task Spans_metrics_and_log_records_are_sent_and_what_a_busy_receiver_refused_is_sent_again()
    {
        var got = new ConcurrentQueue<string>();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var app = builder.Build();
        app.Run(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
            var isFirst = !got.Contains(context.Request.Path.Value!);
            got.Enqueue(context.Request.Path.Value!);
            context.Response.StatusCode = isFirst ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        Set("OTEL_EXPORTER_OTLP_ENDPOINT", app.Urls.First());
        Set("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");

        var lifetime = new List<IDisposable>();
        var loggers = lifetime.AddServiceDefaults("tested", "tested");
        using (var source = new ActivitySource("tested"))
        {
            source.StartActivity("step")!.Dispose();
        }

        Say(loggers.CreateLogger<ExportTests>());
        lifetime.ForEach(part => part.Dispose());
        Assert.All((string[])["/v1/traces", "/v1/metrics", "/v1/logs"], path => Assert.True(got.Count(p => p == path) >= 2, string.Join(' ', got)));
    }

    [LoggerMessage(LogLevel.Information, "said")]
    private static partial void Say(ILogger logger);

    private void Set(string name, string? value)
    {
        _before.TryAdd(name, Environment.GetEnvironmentVariable(name));
        Environment.SetEnvironmentVariable(name, value);
    }
}
