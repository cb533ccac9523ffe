using System.Text;
using ClawFleet.Conformance.Subject;

namespace ClawFleet.Conformance.Reporting;

/// <summary>The table at the end of a run: promises down, members across.</summary>
internal static class OutcomeTable
{
    private static readonly Lock Gate = new();
    private static readonly List<Outcome> Outcomes = [];

    public static void Add(Outcome outcome)
    {
        lock (Gate)
        {
            Outcomes.Add(outcome);
        }
    }

    /// <summary>The table as Markdown that also reads well on a terminal.</summary>
    public static string Render(string title, IReadOnlyList<ContainerUnderTest> containers)
    {
        lock (Gate)
        {
            return Render(title, containers, Outcomes);
        }
    }

    internal static string Render(string title, IReadOnlyList<ContainerUnderTest> containers, IReadOnlyList<Outcome> outcomes)
    {
        var columns = containers.Select(c => (c.Name, Heading: c.Simulated ? c.Name + " (simulated)" : c.Name)).ToList();
        var promises = outcomes.Select(o => o.Promise).Distinct(StringComparer.Ordinal).ToList();
        var width = promises.Append("Promise").Max(p => p.Length);
        var text = new StringBuilder();
        text.Append("# ").AppendLine(title).AppendLine();
        text.Append("| ").Append("Promise".PadRight(width)).Append(" |").AppendJoin('|', columns.Select(c => $" {c.Heading} ")).AppendLine("|");
        text.Append("| ").Append(new string('-', width)).Append(" |").AppendJoin('|', columns.Select(c => " " + new string('-', c.Heading.Length) + " ")).AppendLine("|");
        foreach (var promise in promises)
        {
            text.Append("| ").Append(promise.PadRight(width)).Append(" |");
            text.AppendJoin('|', columns.Select(c => " " + Word(outcomes, promise, c.Name).PadRight(c.Heading.Length) + " ")).AppendLine("|");
        }

        Explain(text, "Broken", outcomes, OutcomeResult.Broken);
        Explain(text, "Not checked", outcomes, OutcomeResult.NotChecked);
        return text.ToString();
    }

    private static string Word(IReadOnlyList<Outcome> outcomes, string promise, string member)
    {
        var mine = outcomes.Where(o => o.Promise == promise && (o.Member == member || o.Member.Length == 0)).ToList();
        return mine switch
        {
            [] => "-",
            _ when mine.Any(o => o.Result == OutcomeResult.Broken) => "BROKEN",
            _ when mine.All(o => o.Result == OutcomeResult.NotChecked) => "not checked",
            _ => "kept",
        };
    }

    private static void Explain(StringBuilder text, string heading, IReadOnlyList<Outcome> outcomes, OutcomeResult result)
    {
        var some = outcomes.Where(o => o.Result == result).ToList();
        if (some.Count == 0) return;

        text.AppendLine().Append(heading).AppendLine(":").AppendLine();
        foreach (var o in some)
        {
            text.Append("- ").Append(o.Promise).Append(o.Member.Length > 0 ? $" ({o.Member})" : "").Append(": ").AppendLine(o.Reason ?? "no reason given");
        }
    }
}
