using System.Collections.Immutable;
using System.Text.Json.Nodes;
using ClawFleet.Runtimes.Environments;

namespace ClawFleet.Runtimes.Configuration;

/// <summary>
/// The one way native configuration comes to be: baked default, then what the spec says, then the member's <c>config:</c> block,
/// then <c>CLAWFLEET_CONFIG__…</c>. Placeholders are expanded in default, block and overrides, never in a secret's value.
/// </summary>
/// <param name="Adapter">For messages.</param>
/// <param name="Owned">Dotted keys that belong to ClawFleet, since the container would not work with another value.</param>
internal sealed record ConfigPatcher(string Adapter, ImmutableArray<string> Owned)
{
    private static readonly string[] OwnPlaceholders = ["CLAWDEN_LLM_PROVIDER", "CLAWDEN_LLM_MODEL", "CLAWDEN_LLM_BASE_URL", "TZ"];

    /// <summary>One fault for each key of <paramref name="config"/> that is ClawFleet's own.</summary>
    public IEnumerable<SpecFault> Check(JsonObject? config) =>
        Leaves(config ?? [], "").SelectMany(path => Owned.Where(o => Overlaps(path, o)).Take(1).Select(o => new SpecFault(
            $"config.{path}", true, $"{path} belongs to ClawFleet", $"the container's port, health check and credentials hang on {o}",
            "remove it; `ports`, `env` and the member's own keys say the same")));

    /// <param name="secret">Turns a secret reference at a dotted place into what the file is to hold; null when it reaches the runtime in another way.</param>
    /// <exception cref="RenderException">A fault in the default, the block or an override.</exception>
    public JsonObject Patch(JsonObject baked, JsonObject rendered, JsonObject? config, RenderInput input, Func<string, string, JsonNode?> secret)
    {
        var allowed = Placeholders.AllowList(input.Environment, OwnPlaceholders);
        string? Value(string name) => input.Environment.TryGetValue(name, out var value) ? value : input.Secret(new SecretRef(name));

        var tree = ConfigTree.CopyObject(baked);
        Placeholders.Expand(tree, allowed, Value);
        ConfigTree.Merge(tree, rendered);
        if (config is not null)
        {
            var block = ConfigTree.CopyObject(config);
            Placeholders.Expand(block, allowed, Value);
            ConfigTree.ChangeStrings(block, (path, text) => SecretRef.TryParse(text, out _) ? secret(path, text) : JsonValue.Create(text));
            ConfigTree.Merge(tree, block);
        }

        foreach (var (path, text) in ConfigOverrides.In(input.Environment))
        {
            var dotted = string.Join('.', path);
            if (Owned.FirstOrDefault(o => Overlaps(dotted, o)) is { } owned)
            {
                throw new RenderException($"{ConfigOverrides.Prefix}{string.Join("__", path)} sets {owned}, which belongs to ClawFleet: remove the variable");
            }

            if (!SecretRef.TryParse(text, out _))
            {
                ConfigOverrides.Apply(tree, path, Placeholders.Expand(text, dotted, allowed, Value));
            }
            else if (secret(dotted, text) is { } value)
            {
                ConfigOverrides.Apply(tree, path, value.ToString());
            }
        }

        return tree;
    }

    /// <summary>The baked default as a tree; empty when the image has none.</summary>
    public JsonObject Baked(RenderInput input, Func<string, JsonObject> read)
    {
        try
        {
            return input.BakedDefault is { } text ? read(text) : [];
        }
        catch (FormatException e)
        {
            throw new RenderException($"the baked default of {Adapter} cannot be read, {e.Message}: rebuild the image");
        }
    }

    public static ImmutableArray<string> Removed(IEnumerable<string> used) => [.. WellKnownCredentials.All.Except(used, StringComparer.Ordinal)];

    private static bool Overlaps(string path, string owned) =>
        path == owned || path.StartsWith(owned + ".", StringComparison.Ordinal) || owned.StartsWith(path + ".", StringComparison.Ordinal);

    private static IEnumerable<string> Leaves(JsonObject tree, string path) =>
        tree.SelectMany(p =>
        {
            var inner = path.Length == 0 ? p.Key : $"{path}.{p.Key}";
            return p.Value is JsonObject { Count: > 0 } o ? Leaves(o, inner) : [inner];
        });
}
