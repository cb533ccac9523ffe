using System.Collections.Immutable;
using ClawFleet.Dashboard.Serving;

namespace ClawFleet.Dashboard.Pages;

/// <summary>Who shares a network with whom: networks of several members at the left, members, then their private networks and sidecars, and the channels they answer on.</summary>
internal sealed record FleetGraph(ImmutableArray<FleetGraph.Box> Boxes, ImmutableArray<FleetGraph.Line> Lines, int Height)
{
    public const int BoxWidth = 190, BoxHeight = 34;
    private const int RowHeight = 46;

    /// <summary>As wide as its last column needs, with the same space at both sides.</summary>
    public int Width => Boxes.IsEmpty ? 0 : Boxes.Max(b => b.X) + BoxWidth + 10;

    /// <param name="Kind"><c>member</c>, <c>sidecar</c>, <c>network</c> or <c>channel</c>.</param>
    internal sealed record Box(string Name, string Kind, string Tone, int X, int Y);

    internal sealed record Line(int X1, int Y1, int X2, int Y2);

    public static FleetGraph Of(ImmutableArray<FleetRow> rows, FleetSnapshot now)
    {
        var networks = rows.SelectMany(r => now.NetworksOf(r.Status).Select(n => (Network: n, Row: r))).GroupBy(p => p.Network, p => p.Row, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        var shared = networks.Where(g => g.Select(r => r.Owner).Distinct().Count() > 1 || g.All(r => !r.IsSidecar)).ToList();
        var boxes = new Dictionary<string, Box>(StringComparer.Ordinal);
        var answers = new List<(string Member, string Channel)>();
        var row = 0;
        foreach (var member in rows.GroupBy(r => r.Owner, StringComparer.Ordinal))
        {
            var sidecars = member.Where(r => r.IsSidecar).ToList();
            var own = networks.Except(shared).Where(g => g.Any(r => r.Owner == member.Key)).ToList();
            var main = member.FirstOrDefault(r => !r.IsSidecar);
            var channels = main?.Channels ?? [];
            var height = Math.Max(1, Math.Max(sidecars.Count, own.Count + channels.Length));
            if (main is not null)
                Add(main.Status.Name, "member", main.Tone, 240, row + ((height - 1) / 2.0));
            for (var i = 0; i < own.Count; i++)
                Add("net " + own[i].Key, "network", "off", 470, row + i);
            for (var i = 0; i < channels.Length; i++)
            {
                Add("channel " + channels[i].Name, "channel", "off", 470, row + own.Count + i);
                answers.Add((main!.Status.Name, "channel " + channels[i].Name));
            }
            for (var i = 0; i < sidecars.Count; i++)
                Add(sidecars[i].Status.Name, "sidecar", sidecars[i].Tone, 700, row + i);
            row += height;
        }
        for (var i = 0; i < shared.Count; i++)
            Add("net " + shared[i].Key, "network", "off", 10, Math.Max(0, ((row - shared.Count) / 2.0) + i));
        var lines = networks.SelectMany(g => g.Select(r => Join(boxes["net " + g.Key], boxes[r.Status.Name]))).Concat(answers.Select(a => Join(boxes[a.Member], boxes[a.Channel])));
        return new FleetGraph([.. boxes.Values], [.. lines], (Math.Max(row, shared.Count) * RowHeight) + 12);

        void Add(string key, string kind, string tone, int x, double at) =>
            boxes[key] = new Box(kind is "network" or "channel" ? key[(key.IndexOf(' ', StringComparison.Ordinal) + 1)..] : key, kind, tone, x, 8 + (int)(at * RowHeight));
    }

    private static Line Join(Box a, Box b)
    {
        var (left, right) = a.X < b.X ? (a, b) : (b, a);
        return new Line(left.X + BoxWidth, left.Y + (BoxHeight / 2), right.X, right.Y + (BoxHeight / 2));
    }
}
