using System.Collections.Immutable;
using System.Text.Json.Nodes;
using ClawFleet.Runtimes.Native;

namespace ClawFleet.Runtimes.OpenClaw;

/// <summary>
/// Upstream's channel plugins that are baked into the image. OpenClaw trusts a plugin that lies where its own <c>plugins install</c> would have put it,
/// in a project of its npm folder in the state; there stands a link to the image for each plugin that a channel of the member needs, so a member pays for
/// no other, and nothing is fetched or copied at start. Upstream: <c>src/plugins/installed-plugin-index-record-reader.ts</c>.
/// </summary>
internal static class OpenClawPlugins
{
    private const string Baked = "/opt/openclaw/node_modules";

    /// <summary>Versions in <c>runtimes/openclaw/package.json</c>; a test compares.</summary>
    public static ImmutableSortedDictionary<string, string> Versions { get; } = ImmutableSortedDictionary.CreateRange<string, string>(StringComparer.Ordinal,
    [
        new("@openclaw/discord", "2026.9.6"), new("@openclaw/feishu", "2026.9.5"), new("@openclaw/googlechat", "2026.9.5"), new("@openclaw/irc", "2026.9.5"), new("@openclaw/line", "2026.9.5"),
        new("@openclaw/matrix", "2026.9.6"), new("@openclaw/mattermost", "2026.9.5"), new("@openclaw/msteams", "2026.9.5"), new("@openclaw/nostr", "2026.9.5"), new("@openclaw/signal", "2026.9.6"),
        new("@openclaw/slack", "2026.9.6"), new("@openclaw/whatsapp", "2026.9.6"),
    ]);

    /// <summary>The rules of the member's channels that are plugins, each once.</summary>
    public static ImmutableArray<OpenClawChannelRule> Of(MemberSpec spec) =>
        [.. spec.Channels.Select(c => OpenClawChannelRule.All.GetValueOrDefault(c.Type)).OfType<OpenClawChannelRule>().Where(r => r.Plugin is not null).DistinctBy(r => r.Plugin).OrderBy(r => r.Plugin, StringComparer.Ordinal)];

    /// <summary><c>plugins.entries</c>: without it OpenClaw warns that nobody trusted the plugin.</summary>
    public static JsonObject Entries(ImmutableArray<OpenClawChannelRule> rules)
    {
        var entries = new JsonObject();
        foreach (var rule in rules)
        {
            entries[rule.Native] = new JsonObject { ["enabled"] = true };
        }

        return new JsonObject { ["entries"] = entries };
    }

    /// <summary>What makes a folder an installed plugin: a package file that names it.</summary>
    public static NativeFile Package(OpenClawChannelRule rule, ContainerPaths paths) => new(
        $"{Project(rule, paths)}/package.json",
        NativeFormat.Json,
        NativeJson.Write(new JsonObject { ["private"] = true, ["dependencies"] = new JsonObject { [rule.Plugin!] = Versions[rule.Plugin!] } }));

    public static NativeLink Link(OpenClawChannelRule rule, ContainerPaths paths) => new($"{Project(rule, paths)}/node_modules/{rule.Plugin}", $"{Baked}/{rule.Plugin}");

    private static string Project(OpenClawChannelRule rule, ContainerPaths paths) => $"{paths.State}/openclaw/npm/projects/clawfleet-{rule.Native}";
}
