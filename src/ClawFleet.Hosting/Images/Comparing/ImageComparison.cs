using System.Globalization;
using System.Text.Json.Nodes;
using ClawFleet.Hosting.Images.Archives;

namespace ClawFleet.Hosting.Images.Comparing;

/// <summary>In what two images differ, file by file: a digest that is another one helps nobody.</summary>
internal static class ImageComparison
{
    /// <param name="most">Differences that are enough; the rest is not looked for.</param>
    /// <returns>None when they are equal. The configuration's first, then each layer's.</returns>
    public static async Task<IReadOnlyList<ImageDifference>> CompareAsync(NormalImage first, NormalImage second, int most, CancellationToken ct)
    {
        if (first.Id == second.Id)
        {
            return [];
        }

        var differences = new List<ImageDifference>();
        Compare("", Of(first.Config), Of(second.Config), differences);
        for (var i = 0; i < Math.Max(first.Layers.Count, second.Layers.Count) && differences.Count < most; i++)
        {
            var where = string.Create(CultureInfo.InvariantCulture, $"layer {i + 1} of {Math.Max(first.Layers.Count, second.Layers.Count)}");
            if (i >= first.Layers.Count || i >= second.Layers.Count)
            {
                differences.Add(new ImageDifference(where, "/", i >= first.Layers.Count ? "not in the first" : "not in the second"));
            }
            else if (first.DiffIds[i] != second.DiffIds[i])
            {
                await using var a = await first.OpenLayerAsync(i, ct).ConfigureAwait(false);
                await using var b = await second.OpenLayerAsync(i, ct).ConfigureAwait(false);
                await CompareAsync(where, a, b, differences, most, ct).ConfigureAwait(false);
            }
        }

        return [.. differences.Take(most)];
    }

    /// <summary>The layers' sums say nothing that the layers themselves do not.</summary>
    private static JsonObject Of(JsonObject config)
    {
        var shown = (JsonObject)config.DeepClone();
        shown.Remove("rootfs");
        return shown;
    }

    private static void Compare(string path, JsonNode? first, JsonNode? second, List<ImageDifference> differences)
    {
        switch (first, second)
        {
            case (JsonObject a, JsonObject b):
                foreach (var key in a.Select(p => p.Key).Union(b.Select(p => p.Key)))
                {
                    Compare(path.Length == 0 ? key : $"{path}.{key}", a[key], b[key], differences);
                }

                break;
            case (JsonArray a, JsonArray b):
                for (var i = 0; i < Math.Max(a.Count, b.Count); i++)
                {
                    Compare(string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), i < a.Count ? a[i] : null, i < b.Count ? b[i] : null, differences);
                }

                break;
            default:
                if (!JsonNode.DeepEquals(first, second))
                {
                    differences.Add(new ImageDifference("configuration", path, $"{Shown(first)} and {Shown(second)}"));
                }

                break;
        }
    }

    private static string Shown(JsonNode? value) => value?.ToJsonString() ?? "nothing";

    private static async Task CompareAsync(string where, LayerTree first, LayerTree second, List<ImageDifference> differences, int most, CancellationToken ct)
    {
        var a = first.Entries.ToDictionary(e => e.Path, StringComparer.Ordinal);
        var b = second.Entries.ToDictionary(e => e.Path, StringComparer.Ordinal);
        foreach (var path in a.Keys.Union(b.Keys, StringComparer.Ordinal).Order(PathOrder.Instance))
        {
            if (differences.Count >= most)
            {
                return;
            }

            var what = (a.GetValueOrDefault(path), b.GetValueOrDefault(path)) switch
            {
                (null, _) => "only in the second",
                (_, null) => "only in the first",
                ({ } x, { } y) => await DifferenceAsync(x, y, ct).ConfigureAwait(false),
            };
            if (what is not null)
            {
                differences.Add(new ImageDifference(where, "/" + path, what));
            }
        }
    }

    /// <returns>Null when they are equal.</returns>
    private static async Task<string?> DifferenceAsync(LayerEntry first, LayerEntry second, CancellationToken ct)
    {
        var found = new List<string>();
        void Note(string what, object a, object b)
        {
            if (!a.Equals(b))
            {
                found.Add(string.Create(CultureInfo.InvariantCulture, $"{what} {a} and {b}"));
            }
        }

        Note("kind", first.Kind, second.Kind);
        Note("mode", Octal(first), Octal(second));
        Note("owner", $"{first.Source.Uid}:{first.Source.Gid}", $"{second.Source.Uid}:{second.Source.Gid}");
        Note("time", NormalConfig.Time(first.Time), NormalConfig.Time(second.Time));
        Note("target", first.SameAs ?? first.Source.LinkName, second.SameAs ?? second.Source.LinkName);
        if (first.IsFile && second.IsFile)
        {
            Note("size", first.Source.Length, second.Source.Length);
            if (first.Source.Length == second.Source.Length && await FirstOtherByteAsync(first, second, ct).ConfigureAwait(false) is { } at)
            {
                found.Add(string.Create(CultureInfo.InvariantCulture, $"content, from byte {at} of {first.Source.Length} on"));
            }
        }

        return found.Count == 0 ? null : string.Join("; ", found);
    }

    private static string Octal(LayerEntry entry) => Convert.ToString((int)entry.Source.Mode, 8);

    private static async Task<long?> FirstOtherByteAsync(LayerEntry first, LayerEntry second, CancellationToken ct)
    {
        var (a, b) = (first.Open(), second.Open());
        var (left, right) = (new byte[1 << 16], new byte[1 << 16]);
        for (long at = 0; ;)
        {
            var read = await a.ReadAtLeastAsync(left, left.Length, throwOnEndOfStream: false, ct).ConfigureAwait(false);
            var other = await b.ReadAtLeastAsync(right, right.Length, throwOnEndOfStream: false, ct).ConfigureAwait(false);
            var same = left.AsSpan(0, read).CommonPrefixLength(right.AsSpan(0, other));
            if (same < read || same < other)
            {
                return at + same;
            }

            if (read == 0)
            {
                return null;
            }

            at += read;
        }
    }
}
