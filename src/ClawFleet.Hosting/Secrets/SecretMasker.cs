using System.Buffers;
using System.Text;

namespace ClawFleet.Hosting;

/// <summary>Replaces known secret values in text that leaves the host: as they are, in base64 and URL-encoded. Values under 6 characters are left: they would mask ordinary words.</summary>
internal sealed class SecretMasker
{
    public const string Mask = "***";
    private const int ShortestMasked = 6;

    private readonly string[] _needles;
    private readonly SearchValues<string>? _any;

    public SecretMasker(IEnumerable<string> values)
    {
        _needles = [.. values.SelectMany(Forms).Where(v => v.Length >= ShortestMasked).Distinct(StringComparer.Ordinal).OrderByDescending(v => v.Length)];
        _any = _needles.Length == 0 ? null : SearchValues.Create(_needles, StringComparison.Ordinal);
    }

    public static SecretMasker None { get; } = new([]);

    public string Apply(string text)
    {
        if (_any is null || !text.AsSpan().ContainsAny(_any))
        {
            return text;
        }

        foreach (var needle in _needles)
        {
            text = text.Replace(needle, Mask, StringComparison.Ordinal);
        }

        return text;
    }

    private static IEnumerable<string> Forms(string value)
    {
        value = value.Trim();
        if (value.Length < ShortestMasked)
        {
            yield break;
        }

        yield return value;
        var base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(value)).TrimEnd('=');
        yield return base64;
        yield return base64.Replace('+', '-').Replace('/', '_');
        yield return Uri.EscapeDataString(value);
        if (value.Contains('\n'))
        {
            // A key in PEM comes out line by line.
            foreach (var line in value.Split('\n', StringSplitOptions.TrimEntries).Where(l => l.Length >= 16 && !l.StartsWith("-----", StringComparison.Ordinal)))
            {
                yield return line;
            }
        }
    }
}
