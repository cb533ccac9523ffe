using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClawFleet.Runtimes.Native;

namespace ClawFleet.Runtimes;

/// <summary>
/// The wire form of a <see cref="MemberSpec"/>: compact camelCase JSON in a fixed order, nulls and empty lists left out.
/// Equal specs give equal bytes. Written by hand, so that it needs no reflection and <c>clawinit</c> starts fast.
/// </summary>
public static class MemberSpecJson
{
    /// <summary>The variable in which a container finds its spec.</summary>
    public const string EnvironmentVariable = "CLAWFLEET_SPEC";

    public static string Write(MemberSpec spec)
    {
        var o = new JsonObject
        {
            ["fleet"] = spec.Fleet,
            ["member"] = spec.Member,
            ["runtime"] = spec.Runtime,
            ["port"] = spec.Port,
        };
        if (spec.Provider is { } p)
        {
            var provider = new JsonObject { ["name"] = p.Name, ["type"] = p.Type };
            Put(provider, "baseUrl", p.BaseUrl);
            Put(provider, "apiKey", p.ApiKey);
            Put(provider, "orgId", p.OrgId);
            o["provider"] = provider;
        }

        Put(o, "model", spec.Model);
        if (!spec.Channels.IsDefaultOrEmpty)
        {
            o["channels"] = new JsonArray([.. spec.Channels.Select(Channel)]);
        }

        if (!spec.Tools.IsDefaultOrEmpty)
        {
            o["tools"] = Strings(spec.Tools);
        }

        if (spec.Config is { Count: > 0 } config)
        {
            o["config"] = config.DeepClone();
        }

        if (spec.Database is { } d)
        {
            o["database"] = new JsonObject
            {
                ["host"] = d.Host,
                ["port"] = d.Port,
                ["database"] = d.Database,
                ["user"] = d.User,
                ["password"] = d.Password,
            };
        }

        Put(o, "apiToken", spec.ApiToken);
        return NativeJson.Write(o, indented: false);
    }

    /// <exception cref="FormatException">The text is not a member spec; the message says where.</exception>
    public static MemberSpec Read(string json)
    {
        JsonNode? node;
        try
        {
            node = JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { MaxDepth = 128 });
        }
        catch (JsonException e)
        {
            throw new FormatException($"not JSON at byte {e.BytePositionInLine ?? 0}", e);
        }

        var spec = SpecObject.Of(node, "");
        var provider = spec.Object("provider");
        var database = spec.Object("database");
        var read = new MemberSpec
        {
            Fleet = spec.RequiredText("fleet"),
            Member = spec.RequiredText("member"),
            Runtime = spec.RequiredText("runtime"),
            Port = spec.RequiredNumber("port"),
            Provider = provider is null ? null : new ProviderSpec(
                provider.RequiredText("name"), provider.RequiredText("type"), provider.Text("baseUrl"), provider.Text("apiKey"), provider.Text("orgId")),
            Model = spec.Text("model"),
            Channels = [.. spec.Objects("channels").Select(Channel)],
            Tools = spec.Texts("tools") ?? [],
            Config = (JsonObject?)spec.Object("config")?.Node.DeepClone(),
            Database = database is null ? null : new DatabaseSpec(
                database.RequiredText("host"), database.RequiredNumber("port"), database.RequiredText("database"),
                database.RequiredText("user"), database.RequiredText("password")),
            ApiToken = spec.Text("apiToken"),
        };
        provider?.RefuseUnread();
        database?.RefuseUnread();
        spec.RefuseUnread();
        return read;
    }

    private static JsonObject Channel(ChannelSpec channel)
    {
        var o = new JsonObject { ["name"] = channel.Name, ["type"] = channel.Type };
        if (channel.Fields.Count > 0)
        {
            var fields = new JsonObject();
            foreach (var (key, value) in channel.Fields.OrderBy(f => f.Key, StringComparer.Ordinal))
            {
                fields[key] = value?.DeepClone();
            }

            o["fields"] = fields;
        }

        // An empty list (nobody) is not the same as no list (the file does not say), so it is written.
        PutList(o, "allowedUsers", channel.AllowedUsers);
        PutList(o, "allowedRoles", channel.AllowedRoles);
        PutList(o, "allowedChannels", channel.AllowedChannels);
        Put(o, "groupMode", channel.GroupMode);
        return o;
    }

    private static ChannelSpec Channel(SpecObject channel)
    {
        var fields = channel.Object("fields");
        var read = new ChannelSpec
        {
            Name = channel.RequiredText("name"),
            Type = channel.RequiredText("type"),
            Fields = ImmutableSortedDictionary.CreateRange(
                StringComparer.Ordinal,
                fields?.Node.Select(f => KeyValuePair.Create(f.Key, f.Value?.DeepClone())) ?? []),
            AllowedUsers = channel.Texts("allowedUsers"),
            AllowedRoles = channel.Texts("allowedRoles"),
            AllowedChannels = channel.Texts("allowedChannels"),
            GroupMode = channel.Text("groupMode"),
        };
        channel.RefuseUnread();
        return read;
    }

    private static void Put(JsonObject o, string key, string? value)
    {
        if (value is not null)
        {
            o[key] = value;
        }
    }

    private static void PutList(JsonObject o, string key, ImmutableArray<string>? values)
    {
        if (values is { IsDefault: false } list)
        {
            o[key] = Strings(list);
        }
    }

    private static JsonArray Strings(ImmutableArray<string> values) => new([.. values.Select(v => (JsonNode)JsonValue.Create(v))]);
}
