namespace ClawFleet.Hosting.Images.Archives;

/// <summary>By bytes, with the slash before every other character: a folder, then all that is in it, then its next neighbour.</summary>
internal sealed class PathOrder : IComparer<string>
{
    public static PathOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var (a, b) = (x ?? "", y ?? "");
        var same = a.AsSpan().CommonPrefixLength(b);
        return same == a.Length || same == b.Length ? a.Length.CompareTo(b.Length) : Rank(a[same]).CompareTo(Rank(b[same]));
    }

    private static int Rank(char c) => c == '/' ? -1 : c;
}
