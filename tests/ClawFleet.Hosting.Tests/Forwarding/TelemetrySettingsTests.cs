using System.Collections.Immutable;
using ClawFleet.Hosting.Tests.Support;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting.Tests.Forwarding;

public sealed class TelemetrySettingsTests : IDisposable
{
    private static readonly TelemetryPlan Forwarded = new()
    {
        Traces = new TelemetryTarget("secret://OTLP_KEY_URL", IsBase: true),
        Metrics = new TelemetryTarget("http://127.0.0.1:9090/api/v1/otlp/v1/metrics?a=b"),
        Headers = ImmutableSortedDictionary<string, string>.Empty.Add("Authorization", "secret://OTLP_TOKEN"),
        Sample = 0.25,
        Secrets = [new("OTLP_KEY_URL", SecretOrigin.Expression, "$OTLP_KEY_URL"), new("OTLP_TOKEN", SecretOrigin.Literal, "telemetry.headers.Authorization")],
    };

    private readonly FakeFleet _fleet = new();

    public TelemetrySettingsTests() => (_fleet.Secrets["OTLP_KEY_URL"], _fleet.Secrets["OTLP_TOKEN"]) = ("https://example.org/hidden", "Bearer letmein\n");

    private string File => Path.Combine(_fleet.Options.SecretsRoot, "crew", TelemetrySettingsFile.Name);

    public void Dispose() => _fleet.Dispose();

    [Fact]
    public async Task Up_leaves_the_settings_for_the_recorder_alone_and_down_takes_them_away()
    {
        await _fleet.UpAsync(Plan(Forwarded));
        var settings = _fleet.Host.ReadTelemetrySettings("crew")!;
        Assert.Equal("https://example.org/hidden/v1/traces", settings.Traces!.Url);
        Assert.Equal("https://example.org", settings.Traces.Shown);
        Assert.Equal("http://127.0.0.1:9090/api/v1/otlp/v1/metrics?a=b", settings.Metrics!.Url);
        Assert.Equal("http://127.0.0.1:9090/api/v1/otlp/v1/metrics", settings.Metrics.Shown);
        Assert.Null(settings.Logs);
        Assert.Equal("Bearer letmein", settings.Headers["Authorization"]);
        Assert.Equal(0.25, settings.Sample);
        Assert.True(OperatingSystem.IsWindows() || System.IO.File.GetUnixFileMode(File) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.DoesNotContain("letmein", settings.ToString() + _fleet.Said, StringComparison.Ordinal);

        Assert.Empty(new SecretFiles(_fleet.Options.SecretsRoot, "crew").ReadAll());
        Assert.True((await _fleet.Host.DownAsync("crew", volumes: false, _fleet, FakeFleet.Token)).Succeeded);
        Assert.False(System.IO.File.Exists(File));
        Assert.Null(_fleet.Host.ReadTelemetrySettings("crew"));
    }

    [Fact]
    public async Task Changed_settings_touch_no_member_and_those_that_were_removed_say_that_nothing_is_forwarded()
    {
        await _fleet.UpAsync(Plan(Forwarded));
        _fleet.Secrets["OTLP_TOKEN"] = "Bearer another";
        Assert.False((await _fleet.UpAsync(Plan(Forwarded with { Sample = 1 }))).Changed);
        Assert.Equal("Bearer another", _fleet.Host.ReadTelemetrySettings("crew")!.Headers["Authorization"]);
        Assert.False((await _fleet.UpAsync(Plan(null))).Changed);
        Assert.Equal("{\"headers\":{},\"sample\":1}", await System.IO.File.ReadAllTextAsync(File, FakeFleet.Token));
    }

    [Theory]
    [InlineData(null, "$OTLP_KEY_URL is not set")]
    [InlineData("no address", "the value of secret://OTLP_KEY_URL is no http or https URL")]
    public async Task A_secret_without_a_good_value_stops_the_forwarding_and_not_the_fleet(string? value, string why)
    {
        await _fleet.UpAsync(Plan(Forwarded));
        _fleet.Secrets.Remove("OTLP_KEY_URL");
        if (value is not null)
        {
            _fleet.Secrets["OTLP_KEY_URL"] = value;
        }

        Assert.True((await _fleet.UpAsync(Plan(Forwarded))).AllHealthy);
        Assert.Contains($"telemetry is not forwarded: {why}", _fleet.Said, StringComparison.Ordinal);
        Assert.Null(_fleet.Host.ReadTelemetrySettings("crew"));
    }

    [Fact]
    public void A_damaged_file_is_named_with_the_way_out()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        System.IO.File.WriteAllText(File, "{ half");
        Assert.Contains("clawden up", Assert.Throws<IOException>(() => _fleet.Host.ReadTelemetrySettings("crew")).Message, StringComparison.Ordinal);
    }

    private static FleetPlan Plan(TelemetryPlan? telemetry) => Plans.Fleet(Plans.Member("one", 0)) with { Telemetry = telemetry };
}
