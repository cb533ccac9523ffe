using System.Text.Json.Nodes;
using ClawFleet.Runtimes;

namespace ClawFleet.Model.Planning;

/// <summary>Finds the secrets that a member refers to.</summary>
internal static class SecretUse
{
    public static SortedSet<string> Of(MemberSpec spec, IEnumerable<string> environment)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var value in environment)
        {
            Add(value, found);
        }

        if (spec.Provider is { } provider)
        {
            Add(provider.ApiKey, found);
            Add(provider.BaseUrl, found);
            Add(provider.OrgId, found);
        }

        foreach (var channel in spec.Channels)
        {
            foreach (var field in channel.Fields.Values)
            {
                Walk(field, found);
            }
        }

        Walk(spec.Config, found);
        Add(spec.ApiToken, found);
        Add(spec.Database?.Password, found);
        return found;
    }

    private static void Walk(JsonNode? node, SortedSet<string> found)
    {
        switch (node)
        {
            case JsonObject map:
                foreach (var (_, value) in map)
                {
                    Walk(value, found);
                }

                break;
            case JsonArray list:
                foreach (var item in list)
                {
                    Walk(item, found);
                }

                break;
            case JsonValue value when value.TryGetValue<string>(out var text):
                Add(text, found);
                break;
        }
    }

    private static void Add(string? text, SortedSet<string> found)
    {
        if (SecretRef.TryParse(text, out var secret))
        {
            found.Add(secret.Name);
        }
    }
}
