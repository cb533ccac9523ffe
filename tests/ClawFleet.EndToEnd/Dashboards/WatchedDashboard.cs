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

    /// <summary>Starts <c>clawden dashboard</c> of the fleet.</summary>
    /// <returns>The program, and the link that it printed.</returns>
    public async Task<(Clawden Program, Uri Link)> OpenAsync(IReadOnlyDictionary<string, string>? variables = null, params string[] arguments)
    {
        var program = Clawden.StartDashboard(Fleet.Folder, variables ?? new Dictionary<string, string>(Fleet.Variables), arguments);
        await program.SaysAsync("its link", Soon, p => p.StdoutSoFar.Contains('\n', StringComparison.Ordinal) && (!arguments.Contains("--otlp-port") || p.StderrSoFar.Contains("x-otlp-api-key=", StringComparison.Ordinal)));
        return (program, new Uri(program.StdoutSoFar.Trim()));
    }

    /// <summary>Sends log records of the member <c>one</c>, as a program with OpenTelemetry would.</summary>
    /// <param name="count">As many, numbered from 0 after their text.</param>
    public async Task LogAsync(string text, int count = 1)
    {
        var now = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks * 100;
        var records = Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $$$"""{"timeUnixNano":"{{{now + i}}}","severityNumber":9,"body":{"stringValue":"{{{text}}} {{{i}}}"}}"""));
        using var body = new StringContent(
            $$$"""{"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"one"}}]},"scopeLogs":[{"scope":{"name":"test"},"logRecords":[{{{string.Join(',', records)}}}]}]}]}""",
            Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var answer = await _otlp!.PostAsync(new Uri("/v1/logs", UriKind.Relative), body);
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask InitializeAsync()
    {
        var chromium = Chromium.Path;
        await _running.InitializeAsync();
        (_program, Link) = await OpenAsync(null, "--otlp-port", $"{Ports.Free()}");
        var said = _program.StderrSoFar;
        _otlp = new HttpClient { BaseAddress = new Uri(Between(said, "OTEL_EXPORTER_OTLP_ENDPOINT=")) };
        _otlp.DefaultRequestHeaders.Add("x-otlp-api-key", Between(said, "x-otlp-api-key="));
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
