using System.Collections.Immutable;
using ClawFleet.Model.Catalogue;
using ClawFleet.Model.Planning;
using ClawFleet.Model.Plans;
using ClawFleet.Model.Schema;
using ClawFleet.Model.Tests.Support;
using ClawFleet.Runtimes;

namespace ClawFleet.Model.Tests;

/// <summary>
/// Channels × runtimes, each with a marked credential in every field that holds one: where the marks may go (the private files and the
/// environment of the one member that uses them) and where they may not (diagnostics, plan, spec, arguments, notes, another member).
/// </summary>
public class SecretScanTests
{
    private const string Mark = "marked-credential-";

    private static readonly RuntimeCatalogue Catalogue = RuntimeCatalogue.Read(Path.Combine(Golden.Root, "runtimes"));
    private static readonly ImmutableSortedDictionary<string, string> Names = Catalogue.Entries.Keys.ToImmutableSortedDictionary(n => n, n => n, StringComparer.Ordinal);

    public static TheoryData<string, string> Grid
        => new(RuntimeAdapters.All.Keys.SelectMany(r => ChannelTable.Types.Select(t => (r, t.Name))));

    [Theory]
    [MemberData(nameof(Grid))]
    public void A_credential_of_a_channel_reaches_its_own_runtime_and_nothing_else(string runtime, string type)
    {
        foreach (var fields in Credentials(type))
        {
            var yaml = $$"""
                runtimes:
                  - {name: owner, runtime: {{runtime}}, provider: custom-one, model: m, channels: [mine]}
                  - {name: neighbour, runtime: {{runtime}}, provider: custom-two, model: m}
                providers:
                  custom-one: {type: openai, api_key: $KEY_ONE}
                  custom-two: {type: openai, api_key: $KEY_TWO}
                channels:
                  mine: {type: {{type}}, allowed_users: ["1"], {{string.Join(", ", fields.Select(f => $"{f}: {(IsSecret(f) ? "$" + Variable(f) : Plain(f))}"))}}}
                """;
            string[] variables = ["KEY_ONE=" + Mark + "key-one", "KEY_TWO=" + Mark + "key-two", .. fields.Where(IsSecret).Select(f => $"{Variable(f)}={Mark}{f}")];
            var loaded = Fleets.Load(yaml, variables, adapters: RuntimeAdapters.Find, catalogue: Catalogue);
            AssertClean(Fleets.Text(loaded.Diagnostics));
            if (loaded.HasErrors)
            {
                Assert.False(fields is ["token"] && type == "telegram" && runtime is ("zeroclaw" or "openclaw"), "the scan's own file is wrong: " + Fleets.Text(loaded.Diagnostics));
                continue; // Refused aloud; the grid of channels counts that.
            }

            var plan = Planner.Plan(loaded.Document!, Catalogue, new PlanOptions { Images = new ImageNames(Names, Names) }).Plan!;
            AssertClean(PlanJson.Write(plan));
            AssertClean(string.Join('\n', plan.Members.Select(m => MemberSpecJson.Write(m.Spec))));

            var values = variables.Select(v => v.Split('=', 2)).ToDictionary(v => v[0], v => v[1]);
            var (owner, neighbour) = (Render(plan.Members[0].Spec, values), Render(plan.Members[1].Spec, values));
            AssertClean(string.Join('\n', [.. owner.Argv, .. owner.Notes, .. owner.Directories, .. owner.Files.Select(f => f.Path)]));
            Assert.All(fields.Where(IsSecret).Append("key-one"), f => Assert.Contains(Mark + f, Everything(owner), StringComparison.Ordinal));
            Assert.All(fields, f => Assert.DoesNotContain(Mark + f, Everything(neighbour), StringComparison.Ordinal));
            Assert.DoesNotContain(Mark + "key-one", Everything(neighbour), StringComparison.Ordinal);
            Assert.DoesNotContain(Mark + "key-two", Everything(owner), StringComparison.Ordinal);
        }
    }

    /// <summary>Each set of fields that makes the type work, then the same with each other secret the type knows.</summary>
    private static IEnumerable<string[]> Credentials(string type)
    {
        var needs = ChannelTable.Types.Single(t => t.Name == type).Needs;
        string[][] sets = needs.Length == 0 ? [[]] : needs;
        var secrets = ChannelTable.Fields.Where(f => f.Secret && (f.Types.IsEmpty || f.Types.Contains(type))).Select(f => f.Name).ToArray();
        return sets.Concat(sets.SelectMany(set => secrets.Where(s => !set.Contains(s)).Select(s => (string[])[.. set, s])));
    }

    private static NativeLaunch Render(MemberSpec spec, Dictionary<string, string> values) => RuntimeAdapters.Find(spec.Runtime)!.Render(
        spec, new RenderInput(null, s => values.GetValueOrDefault(s.Name, new string('a', 64)), new Dictionary<string, string>(), ContainerPaths.Default));

    private static string Everything(NativeLaunch launch) => string.Join('\n', launch.Files.Select(f => f.Text).Concat(launch.Environment.Values));

    private static bool IsSecret(string field) => ChannelTable.FindField(field)!.Secret;

    private static string Plain(string field) => field switch
    {
        "homeserver" or "http_url" => "'https://chat.invalid'",
        "phone" => "'+15550001111'",
        _ => "plain",
    };

    private static string Variable(string field) => "CRED_" + field.ToUpperInvariant();

    private static void AssertClean(string text) => Assert.DoesNotContain(Mark, text, StringComparison.Ordinal);
}
