using ClawFleet.Engine;
using ClawFleet.Hosting.Observation;
using ClawFleet.Hosting.Reconciliation;
using ClawFleet.Hosting.Tests.Support;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting.Tests.Reconciliation;

public sealed class ReconcilerTests
{
    private static readonly ObservedFleet Nothing = new() { Fleet = "crew" };

    [Fact]
    public void A_new_fleet_is_created_in_the_order_of_its_dependencies() =>
        Golden.Compare("new-fleet", Text(Plans.Fleet(Plans.Member("one", 1001), Plans.Member("two", 1002, withDatabase: true)), Nothing));

    [Fact]
    public void A_fleet_as_planned_is_kept_as_it_is()
    {
        var plan = Plans.Fleet(Plans.Member("one", 1001), Plans.Member("two", 1002, withDatabase: true));
        var operations = Reconciler.Reconcile(plan, Plans.Observed(plan), new ReconcileOptions());
        Assert.False(operations.HasChanges);
        Golden.Compare("as-planned", operations.ToString());
    }

    [Fact]
    public void Only_what_changed_is_replaced_with_its_cause()
    {
        var before = Plans.Fleet(Plans.Member("one", 1001), Plans.Member("two", 1002));
        var after = Plans.Fleet(Plans.Member("one", 1001), Plans.Member("two", 1002, c => c with { Image = "clawfleet/tiny:2", Environment = c.Environment.Add("LOG_LEVEL", "debug") }));
        Golden.Compare("one-changed", Text(after, Plans.Observed(before)));
    }

    [Fact]
    public void A_replaced_sidecar_takes_its_member_along_but_does_not_replace_it()
    {
        var before = Plans.Fleet(Plans.Member("two", 1002, withDatabase: true));
        var two = before.Members[0];
        var after = Plans.Fleet(two with { Containers = [Plans.Hashed(two.Containers[0] with { Image = "clawfleet/postgres:2" }), two.Main] });
        Golden.Compare("sidecar-replaced", Text(after, Plans.Observed(before)));
    }

    [Fact]
    public void What_left_the_file_is_removed_and_its_volumes_stay() =>
        Golden.Compare("orphans", Text(Plans.Fleet(Plans.Member("one", 1001)), Plans.Observed(Plans.Fleet(Plans.Member("one", 1001), Plans.Member("two", 1002, withDatabase: true)))));

    [Fact]
    public void A_renamed_member_gets_its_port_only_when_the_old_one_has_let_go() =>
        Golden.Compare("renamed-member", Text(Plans.Fleet(Plans.Member("new", 1001)), Plans.Observed(Plans.Fleet(Plans.Member("old", 1001)))));

    [Fact]
    public void Members_not_asked_for_are_left_alone()
    {
        var plan = Plans.Fleet(Plans.Member("one", 1001), Plans.Member("two", 1002, withDatabase: true));
        Golden.Compare("one-asked-for", Text(plan, Nothing, new ReconcileOptions { Members = ["two"] }));
    }

    [Fact]
    public void A_container_that_does_not_run_is_started_or_made_anew_by_its_state()
    {
        var plan = Plans.Fleet([.. Enumerable.Range(1, 6).Select(i => Plans.Member($"m{i}", 1000 + i))]);
        var observed = Plans.Observed(plan, c => c.Name switch
        {
            "crew-m1" => c with { State = ContainerState.Exited, StatusText = "Exited (137) 3 seconds ago" },
            "crew-m2" => c with { State = ContainerState.Created, StatusText = "Created" },
            "crew-m3" => c with { State = ContainerState.Dead, StatusText = "Dead" },
            "crew-m4" => c with { State = ContainerState.Paused, StatusText = "Up 3 minutes (Paused)" },
            "crew-m5" => c with { State = ContainerState.Restarting, StatusText = "Restarting (1) 2 seconds ago" },
            _ => c,
        });
        Golden.Compare("states", Text(plan, observed));
    }

    [Fact]
    public void A_rotated_secret_replaces_and_is_named()
    {
        var plan = Plans.Fleet(Plans.Member("one", 1001, c => c with { Secrets = ["TG_MAIN"] }));
        var key = new byte[32];
        var before = new Dictionary<string, string> { ["crew-one"] = SecretsFingerprint.Compute(key, [new("TG_MAIN", "old")]) };
        var after = new Dictionary<string, string> { ["crew-one"] = SecretsFingerprint.Compute(key, [new("TG_MAIN", "new")]) };
        Golden.Compare("secret-rotated", Text(plan, Plans.Observed(plan, secretsHashes: before), new ReconcileOptions { SecretsHashes = after }));
    }

    [Fact]
    public void A_network_whose_isolation_changed_is_made_anew_with_all_that_hang_on_it()
    {
        var plan = Plans.Fleet(Plans.Member("one", 1001));
        var open = Plans.Observed(plan) with { Networks = [new ObservedNetwork("crew", Internal: true)] };
        Golden.Compare("network-changed", Text(plan, open));
    }

    [Fact]
    public void Strangers_networks_and_volumes_are_not_taken()
    {
        var plan = Plans.Fleet(Plans.Member("one", 1001));
        var observed = Nothing with
        {
            ForeignNetworks = Nothing.ForeignNetworks.Add("crew", null),
            ForeignVolumes = Nothing.ForeignVolumes.Add("crew-one-state", "other"),
        };
        Golden.Compare("strangers", Text(plan, observed));
        Golden.Compare("old-volume", Text(plan, Nothing with { ForeignVolumes = Nothing.ForeignVolumes.Add("crew-one-state", null) }));
    }

    [Fact]
    public void Down_goes_from_dependants_to_networks_and_takes_volumes_only_when_asked()
    {
        var observed = Plans.Observed(Plans.Fleet(Plans.Member("one", 1001), Plans.Member("two", 1002, withDatabase: true)));
        Golden.Compare("down", Teardown.Down(observed, volumes: false).ToString());
        Golden.Compare("down-volumes", Teardown.Down(observed, volumes: true).ToString());
    }

    [Fact]
    public void Restart_stops_dependants_first_and_starts_dependencies_first() =>
        Golden.Compare("restart", Teardown.Restart(Plans.Observed(Plans.Fleet(Plans.Member("two", 1002, withDatabase: true))), ["two"]).ToString());

    [Fact]
    public void A_thousand_members_are_reconciled_in_no_time()
    {
        var plan = Plans.Fleet([.. Enumerable.Range(1, 1000).Select(i => Plans.Member($"m{i}", 1000 + i))]);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal(4001, Reconciler.Reconcile(plan, Nothing, new ReconcileOptions()).Operations.Length);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), $"took {watch.Elapsed}");
    }

    private static string Text(FleetPlan plan, ObservedFleet observed, ReconcileOptions? options = null) => Reconciler.Reconcile(plan, observed, options ?? new ReconcileOptions()).ToString();
}
