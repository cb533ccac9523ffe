using System.Collections.Immutable;

namespace ClawFleet.Model.Schema;

/// <summary>The one table of keys. The parser, did-you-mean and the generator of <c>clawden.schema.json</c> read it.</summary>
internal static class SchemaTable
{
    public static readonly ImmutableArray<string> Modes = ["auto", "docker", "direct"];
    public static readonly ImmutableArray<string> SimulateModes = ["never", "missing", "always"];

    /// <summary>What a member may say, in either form.</summary>
    private static readonly ImmutableArray<SchemaKey> MemberKeys =
    [
        new("version", Shape.Text, "Version of the runtime: `latest`, `1.2.3`, `1.2.x`, or a range such as `>=1.2.0, <2.0.0`. A whole one other than ClawFleet's is built from upstream's image of it."),
        new("provider", Shape.Text | Shape.Object, "The model provider: a name from `providers`, a well-known name, or the provider itself.") { Child = SchemaScope.Provider },
        new("model", Shape.Text, "The model's name as the provider spells it."),
        new("tools", Shape.TextList, "Tools the member needs: git, http, browser, gui, toolchain, …, or a folder `tools/NAME` with a `setup.sh` beside the file."),
        new("packages", Shape.Object, "Packages the member needs, by package manager.") { Child = SchemaScope.Packages },
        new("config", Shape.Tree, "Native keys of the runtime, merged over its rendered configuration."),
        new("workspace", Shape.Text | Shape.Object, "The agent's workspace: a folder of the host, or a map. Without it a volume keeps the workspace.") { Child = SchemaScope.Workspace },
        new("image", Shape.Text, "An image of your own instead of the one built from runtimes/."),
        new("ports", Shape.Text | Shape.Integer | Shape.TextList, "Ports on 127.0.0.1: `auto`, `none`, or a list of `HOST:CONTAINER`, port numbers and `auto:CONTAINER`."),
        new("env", Shape.TextMap, "Environment variables for the container."),
        new("resources", Shape.Object, "Limits; the runtime's own where nothing is said.") { Child = SchemaScope.Resources },
        new("security", Shape.Object, "Containment beyond the default, which is always on.") { Child = SchemaScope.Security },
        new("simulate", Shape.Text, "When a simulator stands in for the upstream program: `never` (default), `missing` (its image cannot be had), `always`.") { Choices = SimulateModes },
    ];

    private static readonly ImmutableArray<string> SharedKeys = ["env", "resources", "security", "simulate"];

    private static readonly ImmutableArray<SchemaKey> FleetKeys =
    [
        new("name", Shape.Text, "The fleet's name: a–z, 0–9 and single hyphens. Without it the name of the file's folder."),
        new("runtime", Shape.Text, "Single form: the one runtime of this fleet.") { Shared = false },
        new("runtimes", Shape.ObjectList, "List form: the members.") { Child = SchemaScope.Member },
        new("channels", Shape.ObjectMap, "Channel instances by name. An instance belongs to exactly one member.") { Child = SchemaScope.Channel },
        new("providers", Shape.ObjectMap, "Model providers by name.") { Child = SchemaScope.Provider },
        .. MemberKeys.Select(k => SharedKeys.Contains(k.Name) ? k : k.OfOneMember()),
        new("mode", Shape.Text, "How members run: `docker`, or `auto`, which means the same. `direct` is not there yet.") { Choices = Modes },
        new("telemetry", Shape.Object, "Outside endpoints that telemetry is forwarded to, by OTLP over HTTP.") { Child = SchemaScope.Telemetry },
        new("dashboard", Shape.Object, "How the fleet's page is served.") { Child = SchemaScope.Dashboard },
        new("network", Shape.Object, "The fleet's network.") { Child = SchemaScope.Network },
    ];

    private static readonly ImmutableArray<SchemaKey> ItemKeys =
    [
        new("name", Shape.Text, "The member's name: a–z, 0–9 and single hyphens."),
        new("runtime", Shape.Text, "The runtime it runs; without it the member's name."),
        new("replicas", Shape.Integer, "How many of it, 1 to 100; they are called NAME-1, NAME-2, …"),
        new("channels", Shape.TextList, "Names of the channel instances this member answers on."),
        .. MemberKeys,
    ];

    private static readonly ImmutableArray<SchemaKey> ProviderKeys =
    [
        new("type", Shape.Text, "openai, anthropic, google, mistral, groq, openrouter, ollama or custom. Without it the entry's name."),
        new("api_key", Shape.Text, "The key, as a reference: `$OPENAI_API_KEY`. Without it the well-known variable of the type.") { Secret = true },
        new("base_url", Shape.Text, "The endpoint, http or https; a custom provider needs it."),
        new("org_id", Shape.Text, "The organisation, where the provider knows one."),
    ];

    private static readonly ImmutableArray<SchemaKey> WorkspaceKeys =
    [
        new("path", Shape.Text, "A folder of the host, absolute or relative to the file."),
        new("repo", Shape.Text, "A git repository. Not delivered yet: only `path` is used."),
        new("token", Shape.Text, "The repository's token. Not delivered yet.") { Secret = true },
        new("branch", Shape.Text, "The repository's branch. Not delivered yet."),
        new("sync_interval", Shape.Text, "Time between two syncs. Not delivered yet."),
        new("auto_restore", Shape.Flag, "Restore before the start. Not delivered yet."),
    ];

    private static readonly ImmutableArray<SchemaKey> ResourceKeys =
    [
        new("memory", Shape.Text, "Memory limit, such as `1GiB`."),
        new("cpus", Shape.Number, "CPUs, fractions allowed."),
        new("pids", Shape.Integer, "Processes and threads."),
    ];

    private static readonly ImmutableArray<SchemaKey> SecurityKeys = [new("runtime", Shape.Text, "Another OCI runtime that the engine has, such as `runsc`.")];

    private static readonly ImmutableArray<SchemaKey> NetworkKeys = [new("internal", Shape.Flag, "No route out of the fleet's network, and no published port.")];

    private static readonly ImmutableArray<SchemaKey> TelemetryKeys =
    [
        new("endpoint", Shape.Text, "An OTLP receiver (http or https) for all three signals; `/v1/traces` and the like are added to it."),
        new("traces", Shape.Text, "Where traces go instead: a whole URL, or one without a path, to which `/v1/traces` is added."),
        new("metrics", Shape.Text, "Where metrics go instead: a whole URL, or one without a path, to which `/v1/metrics` is added."),
        new("logs", Shape.Text, "Where logs go instead: a whole URL, or one without a path, to which `/v1/logs` is added."),
        new("headers", Shape.TextMap, "Headers of every request, such as `Authorization: Bearer $OTLP_TOKEN`.") { Secret = true },
        new("sample", Shape.Number, "The part of the traces that is forwarded, from 0 to 1; a trace is forwarded whole or not at all."),
    ];

    private static readonly ImmutableArray<SchemaKey> DashboardKeys =
    [
        new("port", Shape.Integer, "Port of the page on 127.0.0.1. Default: 18888, or a free one when that is taken."),
        new("basePath", Shape.Text, "Path that the page is below, behind a reverse proxy: `/_fleet`."),
        new("trustedProxies", Shape.TextList, "Addresses of reverse proxies on this machine whose word on name, scheme and path is believed: `[127.0.0.1]`."),
    ];

    private static readonly ImmutableArray<SchemaKey> PackageKeys =
    [
        new("apt", Shape.TextList, "Debian packages, such as `imagemagick`."),
        new("npm", Shape.TextList, "npm packages, such as `@scope/name@1.2.3`; brings the tool `node`."),
        new("pip", Shape.TextList, "Python packages, such as `httpx==0.28.1`; brings the tool `python`."),
    ];

    public static ImmutableArray<SchemaKey> Of(SchemaScope scope) => scope switch
    {
        SchemaScope.Fleet => FleetKeys,
        SchemaScope.Member => ItemKeys,
        SchemaScope.Channel => ChannelTable.Fields,
        SchemaScope.Provider => ProviderKeys,
        SchemaScope.Workspace => WorkspaceKeys,
        SchemaScope.Resources => ResourceKeys,
        SchemaScope.Security => SecurityKeys,
        SchemaScope.Network => NetworkKeys,
        SchemaScope.Dashboard => DashboardKeys,
        SchemaScope.Packages => PackageKeys,
        _ => TelemetryKeys,
    };

    /// <summary>A walk along the scope's twenty keys at most; channel fields have an index of their own.</summary>
    public static SchemaKey? Find(SchemaScope scope, string name)
    {
        foreach (var key in Of(scope))
        {
            if (key.Name == name)
            {
                return key;
            }
        }

        return null;
    }
}
