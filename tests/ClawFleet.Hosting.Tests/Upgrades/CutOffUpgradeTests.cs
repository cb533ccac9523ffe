using ClawFleet.Engine;
using ClawFleet.Hosting.Tests.Support;
using ClawFleet.Hosting.Upgrades;

namespace ClawFleet.Hosting.Tests.Upgrades;

/// <summary>An upgrade that loses the engine, or its life, at any of its calls.</summary>
public sealed class CutOffUpgradeTests
{
    private const string OldData = "crew-one-db-state: old, crew-one-state: old";

    [Fact]
    public async Task At_any_call_a_good_one_can_be_put_back()
    {
        var calls = await EachAsync(isBad: false, async (one, call) =>
        {
            var before = one.Journals.Find("one");
            if (before is null or { Phase: UpgradePhase.Done })
            {
                return; // Nothing begun, or all done.
            }

            var back = await one.RollBackAsync();
            Assert.True(back.Failure is null, $"call {call}, {before.Phase}: {back.Failure}");
            IsAsItWas(one, $"call {call}, {before.Phase}");
        });
        Assert.InRange(calls, 30, 100);
    }

    [Fact]
    public async Task At_any_call_a_bad_one_and_its_way_back_can_be_put_back()
        => await EachAsync(isBad: true, async (one, call) =>
        {
            if (one.Journals.Find("one") is { } journal)
            {
                var back = await one.RollBackAsync();
                Assert.True(back.Failure is null, $"call {call}, {journal.Phase}: {back.Failure}");
            }

            IsAsItWas(one, $"call {call}");
        });

    [Fact]
    public async Task At_any_call_it_can_be_gone_on_with()
        => await EachAsync(isBad: false, async (one, call) =>
        {
            var before = one.Journals.Find("one")?.Phase;
            var again = await one.UpgradeAsync();
            Assert.True(again.Failure is null, $"call {call}, {before}: {again.Failure}");
            Assert.Equal(("clawfleet/tiny:2+", UpgradingFleet.FileAfter), (one.Running, one.InFile));
            Assert.Empty(one.Journals.ReadAll());
            Assert.DoesNotContain(one.Data, d => d.Contains("before-upgrade", StringComparison.Ordinal));
        });

    [Fact]
    public async Task At_any_call_an_up_of_the_old_file_leaves_either_the_old_one_or_its_hands_off()
        => await EachAsync(isBad: false, async (one, call) =>
        {
            var before = one.Journals.Find("one")?.Phase;
            var wasNew = one.InFile == UpgradingFleet.FileAfter;
            var up = await one.Fleet.UpAsync(wasNew ? one.New : one.Old);
            if (before is UpgradePhase.Replacing or UpgradePhase.RollingBack)
            {
                Assert.Contains("clawden upgrade --rollback one", up.Members.Single().Failure, StringComparison.Ordinal);
                Assert.Equal(before, one.Journals.Find("one")?.Phase);
                Assert.Null((await one.RollBackAsync()).Failure);
                IsAsItWas(one, $"call {call}");
            }
            else
            {
                Assert.True(up.AllHealthy, $"call {call}, {before}: {up.Failure}");
                Assert.Equal(wasNew ? "clawfleet/tiny:2+" : "clawfleet/tiny:1+", one.Running);
                Assert.Empty(one.Journals.ReadAll());
            }
        });

    [Fact]
    public async Task Down_takes_what_was_copying_with_it()
        => await EachAsync(isBad: true, async (one, call) =>
        {
            Assert.True((await one.Fleet.Host.DownAsync("crew", volumes: true, one.Fleet, FakeFleet.Token)).Succeeded);
            Assert.True(!one.Fleet.Engine.Names.Any() && !one.Fleet.Engine.VolumeNames.Any(), $"call {call}: {string.Join(", ", one.Fleet.Engine.Names.Concat(one.Fleet.Engine.VolumeNames))}");
            Assert.Empty(one.Journals.ReadAll());
        });

    /// <returns>How many calls an upgrade that is not cut off makes.</returns>
    private static async Task<int> EachAsync(bool isBad, Func<UpgradingFleet, int, Task> after)
    {
        for (var call = 1; ; call++)
        {
            using var one = new UpgradingFleet { IsBad = isBad };
            await one.UpAsync();
            one.CutOffAt(call);
            try
            {
                await one.UpgradeAsync();
                return call;
            }
            catch (EngineException)
            {
                one.Mend();
            }

            one.IsBad = false;
            await after(one, call);
        }
    }

    private static void IsAsItWas(UpgradingFleet one, string when)
    {
        Assert.True(("clawfleet/tiny:1+", OldData, UpgradingFleet.FileText) == (one.Running, string.Join(", ", one.Data), one.InFile), $"{when}: {one.Running}, {string.Join(", ", one.Data)}, {one.InFile}");
        Assert.Empty(one.Journals.ReadAll());
        Assert.Equal(["crew-one", "crew-one-db"], one.Fleet.Engine.Names);
    }
}
