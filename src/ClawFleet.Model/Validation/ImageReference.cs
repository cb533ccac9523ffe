namespace ClawFleet.Model.Validation;

/// <summary>The form of an image reference: <c>[host[:port]/]path[:tag][@sha256:…]</c>.</summary>
internal static class ImageReference
{
    public static bool IsValid(string text)
    {
        var name = text.AsSpan();
        var at = name.IndexOf('@');
        if (at >= 0)
        {
            var digest = name[(at + 1)..];
            if (!digest.StartsWith("sha256:") || digest.Length != 71 || !All(digest[7..], "", upper: false))
            {
                return false;
            }

            name = name[..at];
        }

        var slash = name.LastIndexOf('/');
        var colon = name.LastIndexOf(':');
        if (colon > slash)
        {
            var tag = name[(colon + 1)..];
            if (tag.Length is 0 or > 128 || tag[0] is '.' or '-' || !All(tag, "_.-", upper: true))
            {
                return false;
            }

            name = name[..colon];
        }

        if (name.Length is 0 or > 255)
        {
            return false;
        }

        var first = true;
        foreach (var range in name.Split('/'))
        {
            var part = name[range];
            var isHost = first && range.End.Value < name.Length && (part.Contains('.') || part.Contains(':') || part is "localhost");
            if (part.Length == 0 || !All(part, isHost ? "._-:" : "._-", upper: isHost) || part[0] is '.' or '-' or '_' || part[^1] is '.' or '-' or '_' or ':')
            {
                return false;
            }

            first = false;
        }

        return true;
    }

    private static bool All(ReadOnlySpan<char> text, string others, bool upper)
    {
        foreach (var c in text)
        {
            if (!(char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || (upper && char.IsAsciiLetterUpper(c)) || others.Contains(c)))
            {
                return false;
            }
        }

        return true;
    }
}
