using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ClawFleet.Runtimes.Native;
using ClawFleet.Simulator.Configuration;

namespace ClawFleet.Simulator.NanoClaw;

/// <summary><c>fleet.json</c>, checked more strictly than the real program does: what it would stumble over later is refused at once.</summary>
internal sealed partial record NanoClawFleet(int Port, string Env, string State, string Token, string Workspace, string? Model, IReadOnlyList<NanoClawChat> Chats, IReadOnlyList<string> Members)
{
    private static readonly SettingSchema Schema = SettingSchema.Parse(
        """
        : chats* env members[] port# state token workspace
        agent: assistant_name cli_scope effort max_messages_per_prompt# mcp_servers* model name skills*
        """);

    private static readonly SettingSchema ChatSchema = SettingSchema.Parse(": channel engage group? name platformId policy");

    /// <exception cref="StartRefusedException">The file is not what the program takes.</exception>
    public static NanoClawFleet Load(string path)
    {
        JsonObject tree;
        try
        {
            tree = NativeJson.ReadObject(File.ReadAllText(path));
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"cannot read {path}: {e.Message}");
        }

        if (Schema.Faults(tree).ToList() is { Count: > 0 } faults) throw Refused(string.Join("; ", faults));
        return new NanoClawFleet(
            tree.Whole("port") is > 0 and < 65535 and var port ? port : throw Refused("`port` is no TCP port"),
            Absolute(tree, "env"),
            Absolute(tree, "state"),
            tree.Text("token") is { Length: > 0 } token ? token : throw Refused("`token` is missing"),
            Absolute(tree, "workspace"),
            tree.Text("agent", "name") is null ? throw Refused("`agent.name` is missing") : Agent(tree).Text("agent", "model"),
            [.. ReadChats(tree)],
            [.. tree.Texts("members").Select(Member)]);
    }

    private static JsonObject Agent(JsonObject tree)
    {
        if (tree.Text("agent", "cli_scope") is { } scope && scope is not ("disabled" or "group" or "global")) throw Refused("`agent.cli_scope` is none of disabled, group, global");
        if (tree.Text("agent", "effort") is { } effort && effort is not ("low" or "medium" or "high" or "xhigh" or "max")) throw Refused("`agent.effort` is no effort of Claude Code's");
        return tree;
    }

    private static IEnumerable<NanoClawChat> ReadChats(JsonObject tree)
    {
        if (tree["chats"] is not JsonArray chats) throw Refused("`chats` is no list");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in chats)
        {
            if (node is not JsonObject chat) throw Refused("a chat is no object");
            if (ChatSchema.Faults(chat).ToList() is { Count: > 0 } faults) throw Refused("chat: " + string.Join("; ", faults));
            var read = new NanoClawChat(
                chat.Text("channel") ?? "", chat.Text("platformId") ?? "", chat.Text("name") ?? "", chat.Flag("group") ?? throw Refused("chat without `group`"), chat.Text("policy") ?? "", chat.Text("engage") ?? "");

            // The router finds a chat by exactly this id, and a person by channel and number.
            if (!read.PlatformId.StartsWith(read.Channel + ":", StringComparison.Ordinal) || !Id().IsMatch(read.PlatformId)) throw Refused($"`{read.PlatformId}` is no platform id of {read.Channel}");
            if (!seen.Add(read.PlatformId)) throw Refused($"{read.PlatformId} is there twice");
            if (read.Policy is not ("strict" or "request_approval" or "public")) throw Refused($"NanoClaw has no policy `{read.Policy}`");
            if (read.Engage is not ("always" or "mention")) throw Refused($"there is no `{read.Engage}` to engage by");
            if (read is { IsGroup: false, Policy: "public" }) throw Refused($"{read.PlatformId} is a direct chat that anybody may use");
            yield return read;
        }
    }

    private static string Member(string user) => Id().IsMatch(user) ? user : throw Refused($"`{user}` is no user of a channel");

    private static string Absolute(JsonObject tree, string key) => tree.Text(key) is { } path && path.StartsWith('/') ? path : throw Refused($"`{key}` is no absolute path");

    private static StartRefusedException Refused(string why) => new($"fleet.json: {why}", 78);

    [GeneratedRegex("^[a-z][a-z-]*:-?[0-9]+$")]
    private static partial Regex Id();
}
