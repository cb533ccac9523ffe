using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using ClawFleet.EndToEnd.Commands;
using ClawFleet.EndToEnd.Fixture;
using Microsoft.Playwright;

namespace ClawFleet.EndToEnd.Dashboards;

/// <summary>A fleet that is up, <c>clawden dashboard</c> beside it with its OTLP port open, and a browser.</summary>
public sealed class WatchedDashboard : IAsyncLifetime
{
    /// <summary>How long anything may take on a machine that is busy.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromSeconds(90);

    private readonly RunningFleet _running = new();
    private Clawden? _program;
    private IPlaywright? _playwright;
    private HttpClient? _otlp;

    public TempFleet Fleet => _running.Fleet;

    /// <summary>What the program printed: the address with the token.</summary>
    public Uri Link { get; private set; } = new("about:blank");

    public IBrowser Browser { get; private set; } = null!;

    /// <summary>Of the program.</summary>
    public int ProcessId => _program!.ProcessId;

    /// <summary>What the program has said of itself.</summary>
    public string Said => _program!.StderrSoFar;

    /// <summary>Where the program takes telemetry from this machine.</summary>
    public Uri OtlpEndpoint => new(Between(_program!.StderrSoFar, "OTEL_EXPORTER_OTLP_ENDPOINT="));

    public string OtlpKey => Between(_program!.StderrSoFar, "x-otlp-api-key=");

    /// <summary>Starts <c>clawden dashboard</c> of the fleet.</summary>
    /// <returns>The program, and the link that it printed.</returns>
    public async Task<(Clawden Program, Uri Link)> OpenAsync(IReadOnlyDictionary<string, string>? variables = null, params string[] arguments)
    {
        var program = Clawden.StartDashboard(Fleet.Folder, variables ?? new Dictionary<string, string>(Fleet.Variables), arguments);
        await program.SaysAsync("its link", Soon, p => p.StdoutSoFar.Contains('\n', StringComparison.Ordinal) && (!arguments.Contains("--otlp-port") || p.StderrSoFar.Contains("x-otlp-api-key=", StringComparison.Ordinal)));
        return (program, new Uri(program.StdoutSoFar.Trim()));
    }

    /// <summary>Sends log records, as a program with OpenTelemetry would.</summary>
    /// <param name="count">As many, numbered from 0 after their text.</param>
    public Task LogAsync(string text, int count = 1, string member = "one")
    {
        var now = Now;
        var records = Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $$$"""{"timeUnixNano":"{{{now + i}}}","severityNumber":9,"body":{"stringValue":"{{{text}}} {{{i}}}"}}"""));
        return SendAsync("/v1/logs", $$$"""{"resourceLogs":[{"resource":{{{Resource(member)}}},"scopeLogs":[{"scope":{"name":"test"},"logRecords":[{{{string.Join(',', records)}}}]}]}]}""");
    }

    /// <summary>Sends spans of one trace: the first is above all others, which follow each other.</summary>
    /// <param name="trace">Its number.</param>
    public Task SpansAsync(int trace, int count) => SendAsync("/v1/traces", $$$"""{"resourceSpans":[{"resource":{{{Resource("one")}}},"scopeSpans":[{"scope":{"name":"test"},"spans":[{{{string.Join(',', Spans(trace, count))}}}]}]}]}""");

    /// <summary>Sends as many traces of one span each.</summary>
    /// <param name="first">The first one's number.</param>
    public Task TracesAsync(int first, int count) =>
        SendAsync("/v1/traces", $$$"""{"resourceSpans":[{"resource":{{{Resource("one")}}},"scopeSpans":[{"scope":{"name":"test"},"spans":[{{{string.Join(',', Enumerable.Range(first, count).SelectMany(t => Spans(t, 1)))}}}]}]}]}""");

    private static IEnumerable<string> Spans(int trace, int count)
    {
        var start = Now;
        return Enumerable.Range(1, count).Select(i => string.Create(
            CultureInfo.InvariantCulture,
            $$$"""{"traceId":"{{{trace:x32}}}","spanId":"{{{i:x16}}}","parentSpanId":"{{{(i == 1 ? "" : $"{1:x16}")}}}","name":"step {{{i}}} of trace {{{trace}}}","startTimeUnixNano":"{{{start + (i * 1000L)}}}","endTimeUnixNano":"{{{start + ((i == 1 ? count + 1 : i + 1) * 1000L)}}}"}"""));
    }

    private static long Now => (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks * 100;

    private static string Resource(string member) => $$$"""{"attributes":[{"key":"service.name","value":{"stringValue":"{{{member}}}"}}]}""";

    private async Task SendAsync(string path, string json)
    {
        using var body = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var answer = await _otlp!.PostAsync(new Uri(path, UriKind.Relative), body);
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask InitializeAsync()
    {
        var chromium = Chromium.Path;
        await _running.InitializeAsync();
        (_program, Link) = await OpenAsync(null, "--otlp-port", $"{Ports.Free()}");
        _otlp = new HttpClient { BaseAddress = OtlpEndpoint };
        _otlp.DefaultRequestHeaders.Add("x-otlp-api-key", OtlpKey);
        _playwright = await Playwright.CreateAsync();
        Browser = await Chromium.LaunchAsync(_playwright, chromium);
    }

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null) await Browser.DisposeAsync();
        _playwright?.Dispose();
        _otlp?.Dispose();
        if (_program is not null) await _program.DisposeAsync();
        await _running.DisposeAsync();
    }

    private static string Between(string text, string after) => text[(text.IndexOf(after, StringComparison.Ordinal) + after.Length)..].Split(' ', '\n')[0];
}
