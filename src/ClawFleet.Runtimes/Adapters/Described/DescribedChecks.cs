using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ClawFleet.Runtimes.Described;

/// <summary>Deliver or refuse, for a runtime that is described: one fault for each part of a member that its description gives no destination.</summary>
internal sealed class DescribedChecks(RuntimeDescription runtime)
{
    private static readonly string[] AllowLists = ["allowed_users", "allowed_roles", "allowed_channels"];

    private const string Place = "`native:` of its runtime.yaml";

    public IEnumerable<SpecFault> Check(MemberSpec spec) =>
    [
        .. Model(spec),
        .. spec.Channels.SelectMany(Channel),
        .. Twins(spec),
        .. Config(spec),
        .. spec.Database is not null && !runtime.Told.ContainsKey("database") ? [Untold("config.storage", "a database", "database")] : Array.Empty<SpecFault>(),
        .. spec.Port != runtime.Port && !TellsPort ? [Untold("ports", $"port {spec.Port}", "port")] : Array.Empty<SpecFault>(),
        .. runtime.Front is { Port: null } ? Faults.NextPort(spec) : [],
    ];

    private bool TellsPort => runtime.Told.ContainsKey("port") || runtime.Front is not null
        || runtime.Command.Concat(runtime.Environment.Values).Any(w => w.Contains("{port}", StringComparison.Ordinal));

    private IEnumerable<SpecFault> Model(MemberSpec spec)
    {
        if (spec.Provider is { } said && runtime.ProviderTypes.IsEmpty)
        {
            yield return Untold("provider", $"the provider {said.Name}", "provider");
            yield break;
        }

        foreach (var fault in Faults.Model(spec, runtime.Title, runtime.ProviderTypes.ContainsKey))
        {
            yield return fault;
        }

        if (spec.Model is not null && !runtime.Told.ContainsKey("model"))
        {
            yield return Untold("model", $"the model {spec.Model}", "model");
        }

        foreach (var (key, value) in new[] { ("base_url", spec.Provider?.BaseUrl), ("api_key", spec.Provider?.ApiKey), ("org_id", spec.Provider?.OrgId) })
        {
            if (value is not null && !runtime.Told.ContainsKey($"provider.{key}"))
            {
                yield return Untold($"provider.{key}", $"{key} of {spec.Provider!.Name}", $"provider.{key}");
            }
        }
    }

    private IEnumerable<SpecFault> Channel(ChannelSpec channel)
    {
        var path = $"channels.{channel.Name}";
        if (!runtime.Channels.TryGetValue(channel.Type, out var fields))
        {
            yield return Faults.Error(path, $"{runtime.Title} has no channel of type {channel.Type}",
                runtime.Channels.IsEmpty ? $"{Place} names no channels" : $"{Place} names {string.Join(", ", runtime.Channels.Keys)}", "give the channel to another runtime, or map it there");
            yield break;
        }

        foreach (var (field, value) in channel.Fields)
        {
            if (!fields.TryGetValue(field, out var destination))
            {
                yield return UntoldField(path, channel.Type, field);
            }
            else if (value is JsonObject && (destination.IsVariable || runtime.File?.Format == NativeFormat.Env))
            {
                yield return Faults.Error($"{path}.{field}", $"{field} is a map", $"{runtime.Title} takes it as one text", "give it one value");
            }
        }

        if (channel.GroupMode is not null && !fields.ContainsKey("group_mode"))
        {
            yield return UntoldField(path, channel.Type, "group_mode");
        }

        foreach (var (field, list) in AllowLists.Zip(new[] { channel.AllowedUsers, channel.AllowedRoles, channel.AllowedChannels }))
        {
            if (Admission(channel, path, field, list, fields.ContainsKey(field)) is { } fault)
            {
                yield return fault;
            }
        }
    }

    /// <summary>A list that the runtime cannot be told, or would take for its opposite, must not let anybody in.</summary>
    private SpecFault? Admission(ChannelSpec channel, string path, string field, ImmutableArray<string>? list, bool isTold)
    {
        if (isTold)
        {
            return (list is { Length: > 0 } || runtime.EmptyListIsNobody) || (list is null && field != "allowed_users")
                ? null
                : Faults.Error($"{path}.{field}", $"{channel.Name} names nobody in {field}", $"an empty list may mean everybody to {runtime.Title}",
                    $"name them, write [\"*\"] for everybody, or say `emptyList: nobody` in {Place} where that is what it understands");
        }

        if (field == "allowed_users")
        {
            return list is ["*"] ? null : Faults.Error($"{path}.{field}", $"{runtime.Title} cannot be told who may talk to it on {channel.Type}", $"{Place} has no channels.{channel.Type}.{field}, so it answers everybody",
                "write allowed_users: [\"*\"] when that is meant, or map it there");
        }

        return list is null or ["*"] ? null : UntoldField(path, channel.Type, field);
    }

    private IEnumerable<SpecFault> Twins(MemberSpec spec) =>
        from type in spec.Channels.GroupBy(c => c.Type)
        where type.Count() > 1 && runtime.Channels.TryGetValue(type.Key, out var fields) && !fields.Values.All(d => d.IsPerChannel)
        from channel in type.Skip(1)
        select Faults.Error($"channels.{channel.Name}", $"{runtime.Title} has one place for a {type.Key} channel, and {type.First().Name} is told there", "one of the two would be lost",
            "give it to another member, or write `{name}` into its keys in runtime.yaml when it takes several");

    private IEnumerable<SpecFault> Config(MemberSpec spec)
    {
        if (spec.Config is not { Count: > 0 } config)
        {
            yield break;
        }

        if (runtime.File is not { } file)
        {
            yield return Faults.Error("config", $"{runtime.Title} has no configuration file", $"{Place} names none", "use `env:`");
            yield break;
        }

        foreach (var (key, value) in config)
        {
            if (file.Format == NativeFormat.Env && (value is JsonObject || value is JsonArray { Count: > 0 } list && list.Any(i => i is not JsonValue) || !DescribedTree.IsVariableName(key)))
            {
                yield return Faults.Error($"config.{key}", $"{key} cannot stand in {file.Name}", "each line of it is NAME=value", "use names of letters, digits and _, and plain values");
            }
            else if (file.Format == NativeFormat.Toml && HasNull(value))
            {
                yield return Faults.Error($"config.{key}", $"{key} holds null", "TOML has no null", "leave it out");
            }
        }
    }

    private static bool HasNull(JsonNode? node) => node switch
    {
        JsonArray a => a.Any(i => i is null || HasNull(i)),
        JsonObject o => o.Any(p => HasNull(p.Value) && p.Value is not null),
        _ => node?.GetValueKind() == JsonValueKind.Null,
    };

    private SpecFault UntoldField(string path, string type, string field) =>
        Faults.Error($"{path}.{field}", $"{runtime.Title} cannot be told {field} of a {type} channel", $"{Place} has no channels.{type}.{field}", "remove it, or map it there");

    private SpecFault Untold(string path, string what, string key) =>
        Faults.Error(path, $"{runtime.Title} cannot be told {what}", $"{Place} has no `{key}`", "remove it, or map it there");
}
