using System.Collections.Immutable;
using ClawFleet.Model.Catalogue;
using ClawFleet.Model.Diagnostics;
using ClawFleet.Model.Schema;
using ClawFleet.Model.Tests.Support;
using ClawFleet.Runtimes;

namespace ClawFleet.Model.Tests.Channels;

/// <summary>Runtimes × types × fields: every cell is delivered or refused aloud. A runtime that gets an adapter is in the grid by that.</summary>
public class ChannelGridTests
{
    private static readonly Dictionary<string, Lazy<ImmutableArray<ChannelCell>>> Cells = RuntimeAdapters.All.ToDictionary(
        a => a.Key, a => new Lazy<ImmutableArray<ChannelCell>>(() => [.. ChannelTable.Types.Select(t => new ChannelProbe(a.Value, t).Run())]), StringComparer.Ordinal);

    public static TheoryData<string> Runtimes => [.. RuntimeAdapters.All.Keys];

    [Theory]
    [MemberData(nameof(Runtimes))]
    public void Every_field_of_every_type_is_delivered_or_refused(string runtime)
    {
        // The probe throws on a cell that is neither.
        Assert.Equal(ChannelTable.Types.Select(t => t.Name), Of(runtime).Select(c => c.Type));
        Assert.All(Of(runtime).Where(c => c.Lacks is null).SelectMany(c => c.Fields), f => Assert.NotEqual("", f.Refused?.Trim()));
    }

    [Theory]
    [InlineData("ironclaw", "slack: {bot_token: $A, app_token: $B}", true)]
    [InlineData("zeroclaw", "mattermost: {token: $A}", true)]
    [InlineData("microclaw", "matrix: {token: $A, homeserver: 'https://m.test'}", true)]
    [InlineData("microclaw", "irc: {server: s, nick: n, channels: ['#a'], allowed_users: ['*']}\n  other: {type: irc, server: s, nick: m, channels: ['#a'], allowed_users: ['*']}", false)]
    [InlineData("microclaw", "discord: {token: $A}", false)]
    public void A_pair_that_the_runtime_lacks_points_to_the_channel_proxy(string runtime, string channels, bool points)
    {
        var loaded = Fleets.Load(
            $"runtime: {runtime}\nprovider: openai\nmodel: m\nchannels:\n  {channels}", ["A=1", "B=2", "OPENAI_API_KEY=k"],
            catalogue: RuntimeCatalogue.Read(Path.Combine(Golden.Root, "runtimes")), adapters: RuntimeAdapters.Find);
        var fault = loaded.Diagnostics.First(d => d.Severity == Severity.Error);
        Assert.Equal((DiagnosticCodes.RefusedByRuntime, points), (fault.Code, fault.Remedy!.Contains("proxy: true", StringComparison.Ordinal)));
    }

    /// <summary><c>CLAWFLEET_UPDATE_GOLDEN=1</c> writes the page anew; review the difference before it is committed.</summary>
    [Fact]
    public void The_page_of_channels_is_the_generated_one() =>
        Golden.Compare(
            Path.Combine(Golden.Root, "docs", "channels.md"),
            ChannelPage.Write([.. RuntimeAdapters.All.Keys.SelectMany(r => Of(r))]));

    /// <summary>The fleet that the end-to-end tests bring up to look for leaked secrets: no runtime, type or secret field is left out of it unnoticed.</summary>
    [Fact]
    public void The_fleet_of_every_channel_and_secret_is_the_generated_one() =>
        Golden.Compare(Path.Combine(Golden.Root, "tests", "ClawFleet.EndToEnd", "testdata", "every-channel.yaml"), EveryChannelFleet.Write(RuntimeAdapters.All));

    private static ImmutableArray<ChannelCell> Of(string runtime) => Cells[runtime].Value;
}
