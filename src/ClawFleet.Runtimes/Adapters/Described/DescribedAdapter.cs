using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using ClawFleet.Runtimes.Configuration;
using ClawFleet.Runtimes.Described;
using ClawFleet.Runtimes.Environments;
using ClawFleet.Runtimes.Native;

namespace ClawFleet.Runtimes;

/// <summary>The adapter of every runtime that has none of its own and is described by the <c>native:</c> part of its <c>runtime.yaml</c>.</summary>
public sealed class DescribedAdapter(RuntimeDescription runtime) : IRuntimeAdapter
{
    private readonly ConfigPatcher _patcher = new(runtime.Title, [.. Owned(runtime)]);

    public string Runtime => runtime.Runtime;

    public int DefaultPort => runtime.Port;

    public string NativeFileName => runtime.File?.Name ?? "";

    public string? DefaultFileName => runtime.File?.DefaultName;

    /// <summary>The description itself.</summary>
    public RuntimeDescription Description => runtime;

    public ImmutableArray<string> KeptSecrets => runtime.Told.ContainsKey("apiToken") ? [EnvironmentSpec.ApiTokenSecret] : [];

    public ImmutableArray<SpecFault> Check(MemberSpec spec) => [.. new DescribedChecks(runtime).Check(spec), .. runtime.File is null ? [] : _patcher.Check(spec.Config)];

    public NativeLaunch Render(MemberSpec spec, RenderInput input)
    {
        var secrets = new MemberSecrets(input);
        var listens = runtime.Front is { } f ? f.Port ?? spec.Port + 1 : spec.Port;
        var tree = new DescribedTree();
        Tell(secrets.Plain(spec), listens, secrets, tree);

        var environment = StateEnvironment.Variables(input)
            .SetItems(runtime.Environment.Select(v => KeyValuePair.Create(v.Key, Filled(v.Value, listens, input))))
            .SetItems(tree.Variables);
        return new NativeLaunch
        {
            // A file of the user's own already lies where the runtime reads it.
            Files = runtime.File is not { } file ? NoFile(input)
                : input.UserFile is not null ? []
                : [new NativeFile($"{input.Paths.Config}/{file.Name}", file.Format, FileText(file, spec, input, secrets, tree))],
            Argv = [.. runtime.Command.Select(w => Filled(w, listens, input))],
            Environment = environment,
            RemovedEnvironment = ConfigPatcher.Removed(environment.Keys),
            Directories = StateEnvironment.Directories(input),
            WorkingDirectory = runtime.Directory == "state" ? input.Paths.State : input.Paths.Workspace,
            Supervision = runtime.Front is { } front ? new Supervision(listens, front.Probe, front.StopSignal) { ReadyPath = front.Ready } : null,
        };
    }

    private static IEnumerable<string> Owned(RuntimeDescription runtime) =>
        runtime.Told.Where(t => t.Key is "apiToken" or "port" && !t.Value.IsVariable).Select(t => t.Value.Text);

    private void Tell(MemberSpec spec, int listens, MemberSecrets secrets, DescribedTree tree)
    {
        void Part(string part, JsonNode? value) => tree.Tell(runtime.Told.GetValueOrDefault(part), secrets.Values(value));

        Part("port", JsonValue.Create(listens));
        if (runtime.Told.ContainsKey("apiToken"))
        {
            Part("apiToken", MemberSecrets.ApiToken(spec));
        }

        if (spec.Provider is { } provider)
        {
            Part("provider.type", runtime.ProviderTypes[provider.Type]);
            Part("provider.base_url", provider.BaseUrl);
            Part("provider.api_key", provider.ApiKey);
            Part("provider.org_id", provider.OrgId);
            Part("model", ModelNames.Unprefixed(spec.Model!, provider));
        }

        if (spec.Database is { } database)
        {
            tree.Tell(runtime.Told.GetValueOrDefault("database"), Url(database, secrets));
        }

        foreach (var channel in spec.Channels)
        {
            var places = runtime.Channels[channel.Type];
            void Field(string field, JsonNode? value) => tree.Tell(places.GetValueOrDefault(field), secrets.Values(value), channel.Name);

            Field("enabled", JsonValue.Create(true));
            foreach (var (field, value) in channel.Fields)
            {
                Field(field, value);
            }

            // A list that the file leaves out is told as an empty one: the checks have made sure that it admits nobody.
            Field("allowed_users", List(channel.AllowedUsers ?? []));
            Field("allowed_roles", channel.AllowedRoles is { } roles ? List(roles) : null);
            Field("allowed_channels", channel.AllowedChannels is { } rooms ? List(rooms) : null);
            Field("group_mode", channel.GroupMode);
        }
    }

    private string FileText(DescribedFile file, MemberSpec spec, RenderInput input, MemberSecrets secrets, DescribedTree tree)
    {
        var patched = _patcher.Patch(
            _patcher.Baked(input, file.Format switch { NativeFormat.Toml => TomlReader.Read, NativeFormat.Yaml => YamlReader.Read, _ => NativeJson.ReadObject }), tree.Keys, spec.Config, input,
            (_, reference) => JsonValue.Create(secrets.Value(reference)));
        return DescribedTree.Write(patched, file);
    }

    private ImmutableArray<NativeFile> NoFile(RenderInput input) =>
        ConfigOverrides.In(input.Environment).Select(o => string.Join("__", o.Path)).FirstOrDefault() is { } name
            ? throw new RenderException($"{ConfigOverrides.Prefix}{name} sets a config key, and {runtime.Title} has no configuration file: remove the variable")
            : [];

    private string Filled(string text, int listens, RenderInput input) => text
        .Replace("{config}", input.Paths.Config, StringComparison.Ordinal)
        .Replace("{host}", runtime.Front is null ? "0.0.0.0" : "127.0.0.1", StringComparison.Ordinal)
        .Replace("{logs}", input.Paths.Logs, StringComparison.Ordinal)
        .Replace("{port}", listens.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{state}", input.Paths.State, StringComparison.Ordinal)
        .Replace("{workspace}", input.Paths.Workspace, StringComparison.Ordinal);

    private static JsonArray List(ImmutableArray<string> texts) => new([.. texts.Select(t => (JsonNode)JsonValue.Create(t))]);

    private static string Url(DatabaseSpec database, MemberSecrets secrets) => string.Create(
        CultureInfo.InvariantCulture,
        $"postgres://{Uri.EscapeDataString(database.User)}:{Uri.EscapeDataString(secrets.Value(database.Password))}@{database.Host}:{database.Port}/{Uri.EscapeDataString(database.Database)}");
}
