using ClawFleet.Publishing.Carriage;
using ClawFleet.Publishing.Tests.Support;

namespace ClawFleet.Publishing.Tests;

public class CarriageTests
{
    private const string Database = """
        name: demo
        runtimes:
          - name: iron
            runtime: ironclaw
            simulate: always
          - name: zero
            runtime: zeroclaw
            replicas: 2
            simulate: always
        """;

    [Fact]
    public void Every_target_has_a_word_for_every_feature()
        => Assert.All(Enum.GetValues<PlanTarget>().SelectMany(t => Enum.GetValues<PlanFeature>().Select(f => (t, f))), pair =>
        {
            var carried = CarriageTable.Of(pair.t, pair.f);
            Assert.NotEmpty(carried.Cell);
            Assert.True(carried.As != CarriedAs.Not || carried.Text is { Length: > 0 }, "what is not carried must say so");
            Assert.True(carried.Text is null || (carried.Text.EndsWith('.') && !char.IsAsciiLetterLower(carried.Text[0])), "a text is whole sentences");
        });

    [Fact]
    public void A_sidecar_and_replicas_are_features_of_those_that_have_them()
    {
        var uses = FeatureUse.Of(Plans.Of(Database)).ToDictionary(u => u.Feature, u => u.Users);
        Assert.Equal(["iron-postgres"], uses[PlanFeature.SidecarNetwork]);
        Assert.Equal(["iron"], uses[PlanFeature.StartOrder]);
        Assert.Equal(["zero-1", "zero-2"], uses[PlanFeature.Replicas]);
        Assert.DoesNotContain(PlanFeature.OciRuntime, uses.Keys);
        Assert.DoesNotContain(PlanFeature.Forwarding, uses.Keys);
    }

    [Fact]
    public void Our_own_orchestrator_has_nothing_to_say() => Assert.Empty(CarriageNote.Of(Plans.Of(Database), PlanTarget.ClawFleet));

    [Fact]
    public void A_note_names_three_users_and_counts_the_others()
    {
        Assert.Equal("a, b, c: No.", new CarriageNote(PlanFeature.Pids, CarriedAs.Not, ["a", "b", "c"], "No.").ToString());
        Assert.Equal("a, b, c and 2 more: No.", new CarriageNote(PlanFeature.Pids, CarriedAs.Not, ["a", "b", "c", "d", "e"], "No.").ToString());
        Assert.Equal("No.", new CarriageNote(PlanFeature.Dashboard, CarriedAs.Not, [], "No.").ToString());
    }

    [Fact]
    public void The_page_has_the_table_as_it_is() => Holds("docs/targets.md", CarriageTable.Markdown());

    [Fact]
    public void The_README_says_what_is_not_carried_everywhere() => Holds("README.md", CarriageTable.Summary());

    /// <summary>The page holds the table; with <c>CLAWFLEET_UPDATE_GOLDEN=1</c> it is put in place of the one with the same first cell.</summary>
    private static void Holds(string page, string table)
    {
        var path = Path.Combine(Golden.Root, page);
        var text = File.ReadAllText(path);
        if (Golden.Updates)
        {
            var start = text.IndexOf(table[..table.IndexOf('|', 1)], StringComparison.Ordinal);
            var end = text.IndexOf("\n\n", start, StringComparison.Ordinal);
            File.WriteAllText(path, text[..start] + table + (end < 0 ? "" : text[(end + 1)..]));
            return;
        }

        Assert.Contains(table, text, StringComparison.Ordinal);
    }
}
