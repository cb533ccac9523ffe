using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace ClawFleet.Runtimes.Tests;

/// <summary>Makes members and renders them with secrets whose value is <c>value-of-NAME</c>.</summary>
internal static class Members
{
    public static MemberSpec Of(string runtime) => new()
    {
        Fleet = "test",
        Member = "desk",
        Runtime = runtime,
        Port = RuntimeAdapters.All[runtime].DefaultPort,
        ApiToken = "secret://API_TOKEN",
    };

    public static MemberSpec WithModel(this MemberSpec spec, string type = "anthropic", string model = "claude-x") =>
        spec with { Provider = new ProviderSpec(type, type, null, "secret://MODEL_KEY", null), Model = model };

    public static MemberSpec WithConfig(this MemberSpec spec, string json) => spec with { Config = (JsonObject)JsonNode.Parse(json)! };

    public static MemberSpec WithChannel(this MemberSpec spec, string type, params (string Field, JsonNode? Value)[] fields) =>
        spec with
        {
            Channels = spec.Channels.Add(new ChannelSpec
            {
                Name = $"my-{type}",
                Type = type,
                Fields = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, fields.Select(f => KeyValuePair.Create(f.Field, f.Value))),
                AllowedUsers = ["42"],
            }),
        };

    public static ImmutableArray<SpecFault> Check(this MemberSpec spec) => RuntimeAdapters.All[spec.Runtime].Check(spec);

    public static NativeLaunch Render(this MemberSpec spec, params (string Name, string Value)[] environment) => spec.Render(null, environment);

    public static NativeLaunch Render(this MemberSpec spec, string? userFile, params (string Name, string Value)[] environment) =>
        RuntimeAdapters.All[spec.Runtime].Render(spec, new RenderInput(
            Repository.BakedDefault(spec.Runtime),
            s => $"value-of-{s.Name}-and-long-enough-for-a-token",
            environment.Append(("PATH", "/usr/bin")).ToDictionary(e => e.Item1, e => e.Item2, StringComparer.Ordinal),
            ContainerPaths.Default)
        {
            UserFile = userFile,
        });

    /// <summary>The one native configuration file, without the file of secrets.</summary>
    public static string Config(this NativeLaunch launch) => launch.Files[^1].Text;
}
