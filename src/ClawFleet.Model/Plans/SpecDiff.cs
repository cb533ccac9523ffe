using System.Collections.Immutable;
using System.Text.Json;

namespace ClawFleet.Model.Plans;

/// <summary>Says which parts of a member's spec changed, by their dotted places: <c>config.logging.level changed</c>.</summary>
internal static class SpecDiff
{
    private const int Most = 5;

    public static void Describe(string old, string @new, ImmutableArray<string>.Builder causes)
    {
        var found = new List<string>();
        try
        {
            using var before = JsonDocument.Parse(old);
            using var after = JsonDocument.Parse(@new);
            Compare("", before.RootElement, after.RootElement, found);
        }
        catch (JsonException)
        {
            found.Clear();
        }

        if (found.Count == 0)
        {
            causes.Add("member spec changed");
            return;
        }

        causes.AddRange(found.Take(Most));
        if (found.Count > Most)
        {
            causes.Add($"and {found.Count - Most} more changes of the spec");
        }
    }

    private static void Compare(string place, JsonElement old, JsonElement @new, List<string> found)
    {
        if (old.ValueKind == JsonValueKind.Object && @new.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in @new.EnumerateObject())
            {
                if (old.TryGetProperty(property.Name, out var before))
                {
                    Compare(Join(place, property.Name), before, property.Value, found);
                }
                else
                {
                    found.Add($"{Join(place, property.Name)} added");
                }
            }

            found.AddRange(old.EnumerateObject().Where(p => !@new.TryGetProperty(p.Name, out _)).Select(p => $"{Join(place, p.Name)} removed"));
        }
        else if (IsNamedList(old) && IsNamedList(@new))
        {
            // Channels are a list of named things; their names say more than their positions.
            var before = old.EnumerateArray().ToDictionary(NameOf, e => e, StringComparer.Ordinal);
            foreach (var item in @new.EnumerateArray())
            {
                if (before.Remove(NameOf(item), out var was))
                {
                    Compare(Join(place, NameOf(item)), was, item, found);
                }
                else
                {
                    found.Add($"{Join(place, NameOf(item))} added");
                }
            }

            found.AddRange(before.Keys.Order(StringComparer.Ordinal).Select(name => $"{Join(place, name)} removed"));
        }
        else if (!JsonElement.DeepEquals(old, @new))
        {
            found.Add($"{place} changed");
        }
    }

    private static bool IsNamedList(JsonElement list)
        => list.ValueKind == JsonValueKind.Array
            && list.EnumerateArray().All(e => e.ValueKind == JsonValueKind.Object && e.TryGetProperty("name", out var n) && n.ValueKind == JsonValueKind.String)
            && list.EnumerateArray().Select(NameOf).Distinct(StringComparer.Ordinal).Count() == list.GetArrayLength();

    private static string NameOf(JsonElement item) => item.GetProperty("name").GetString()!;

    private static string Join(string place, string name) => place.Length == 0 ? name : $"{place}.{name}";
}
