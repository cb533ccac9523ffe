using ClawFleet.Engine;
using ClawFleet.Hosting.Tests.Support;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting.Tests.Upgrades;

public sealed class UpgradeTests : IDisposable
{
    private const string OldData = "crew-one-db-state: old, crew-one-state: old";
    private const string NewData = "crew-one-db-state: old, crew-one-state: new";

    private readonly UpgradingFleet _one = new();

    private string Data => string.Join(", ", _one.Data);

    public void Dispose() => _one.Dispose();

    [Fact]
    public async Task A_good_one_copies_what_stands_still_replaces_and_changes_the_file_last()
    {
        await _one.UpAsync();
        var result = await _one.UpgradeAsync();
        Assert.Null(result.Failure);
        Assert.Equal("clawfleet/tiny:2+", _one.Running);
        Assert.Equal(UpgradingFleet.FileAfter, _one.InFile);
        Assert.Equal(NewData, Data);
        Assert.Empty(_one.Journals.ReadAll());

        var calls = _one.Fleet.Engine.Calls.ToList();
        Assert.True(calls.IndexOf("start crew-one-state-measure") < calls.IndexOf("stop crew-one"));
        Assert.True(calls.IndexOf("stop crew-one") < calls.IndexOf("stop crew-one-db"));
        Assert.True(calls.IndexOf("stop crew-one-db") < calls.IndexOf("start crew-one-db-state-copy"));
        Assert.True(calls.IndexOf("wait crew-one-state-copy") < calls.IndexOf("create crew-one"));
        Assert.True(calls.IndexOf("start crew-one-db") < calls.IndexOf("start crew-one"));
        Assert.True(calls.LastIndexOf("start crew-one") < calls.LastIndexOf("remove volume crew-one-state-before-upgrade"));
        Assert.Empty(await _one.Fleet.Host.CompareAsync(_one.New, [], _one.Fleet, FakeFleet.Token));
    }

    [Fact]
    public async Task One_that_does_not_become_healthy_is_put_back_with_its_data()
    {
        _one.IsBad = true;
        await _one.UpAsync();
        var result = await _one.UpgradeAsync();
        Assert.Contains("(78", result.Failure, StringComparison.Ordinal);
        Assert.Equal(["it cannot be"], result.LastLines);
        Assert.Contains("1.0.0 again", result.WayBack, StringComparison.Ordinal);
        await IsAsItWasAsync();
    }

    [Fact]
    public async Task Helpers_have_the_users_rights_and_no_more()
    {
        await _one.UpAsync();
        var specs = new List<ContainerSpec>();
        var program = _one.Fleet.Engine.Program;
        _one.Fleet.Engine.Program = c =>
        {
            program(c);
            if (c.Spec.Labels.ContainsKey(FleetLabels.Helper)) lock (specs) specs.Add(c.Spec);
        };
        _one.IsBad = true;
        await _one.UpgradeAsync();
        Assert.Equal(6, specs.Count);
        Assert.All(specs, s =>
        {
            Assert.Equal(("10000:10000", true, "none"), (s.User, s.ReadOnlyRoot, s.Networks.Single().Network));
            Assert.Equal(["ALL"], s.DropCapabilities);
            Assert.False(s.Labels.ContainsKey(FleetLabels.Fleet));
            Assert.DoesNotContain(s.Mounts, m => m.Type == MountType.Bind);
            Assert.False(s.Mounts.Single(m => m.Source!.EndsWith("-before-upgrade", StringComparison.Ordinal) != s.Name.EndsWith("copy", StringComparison.Ordinal) || m.ReadOnly).Source is null);
        });
    }

    [Fact]
    public async Task A_copy_that_fails_leaves_the_old_one_running()
    {
        _one.CopyFault = "cp: cannot open '/state/secret': Permission denied";
        await _one.UpAsync();
        var result = await _one.UpgradeAsync();
        Assert.Contains("Permission denied", result.Failure, StringComparison.Ordinal);
        Assert.Contains("nothing was changed", result.WayBack, StringComparison.Ordinal);
        await IsAsItWasAsync();
    }

    [Fact]
    public async Task No_room_is_said_before_anything_stops()
    {
        _one.Free = 150;
        await _one.UpAsync();
        var error = await Assert.ThrowsAsync<FleetConflictException>(() => _one.UpgradeAsync());
        Assert.Contains("200 KiB", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_one.Fleet.Engine.Calls, c => c.StartsWith("stop crew-one", StringComparison.Ordinal));
        await IsAsItWasAsync();
    }

    [Fact]
    public async Task A_file_that_somebody_changed_meanwhile_is_left_alone()
    {
        await _one.UpAsync();
        var error = await Assert.ThrowsAsync<FleetConflictException>(() => _one.UpgradeAsync(file: read =>
        {
            File.AppendAllText(_one.File, "# mine\r\n");
            return read;
        }));
        Assert.Contains("changed", error.Message, StringComparison.Ordinal);
        Assert.Equal(UpgradingFleet.FileText + "# mine\r\n", _one.InFile);
        Assert.DoesNotContain("stop crew-one", _one.Fleet.Engine.Calls);
    }

    [Fact]
    public async Task A_file_that_changes_while_the_new_one_starts_puts_the_old_one_back()
    {
        await _one.UpAsync();
        var program = _one.Fleet.Engine.Program;
        _one.Fleet.Engine.Program = c =>
        {
            program(c);
            if (c.Spec.Image.EndsWith(":2", StringComparison.Ordinal)) File.AppendAllText(_one.File, "# mine\r\n");
        };
        var result = await _one.UpgradeAsync();
        Assert.Contains("changed by somebody else", result.Failure, StringComparison.Ordinal);
        Assert.Equal(("clawfleet/tiny:1+", OldData, UpgradingFleet.FileText + "# mine\r\n"), (_one.Running, Data, _one.InFile));
    }

    [Fact]
    public async Task A_member_that_is_not_there_has_nothing_to_fall_back_to()
    {
        var error = await Assert.ThrowsAsync<FleetConflictException>(() => _one.UpgradeAsync());
        Assert.Contains("clawden up one", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupt_while_the_new_one_starts_puts_the_old_one_back()
    {
        await _one.UpAsync();
        using var stop = new CancellationTokenSource();
        _one.Fleet.Engine.Health = c => c.Spec.Image.EndsWith(":2", StringComparison.Ordinal) ? 1 : 0;
        var program = _one.Fleet.Engine.Program;
        _one.Fleet.Engine.Program = c =>
        {
            program(c);
            if (c.Spec.Image.EndsWith(":2", StringComparison.Ordinal)) stop.Cancel();
        };
        var result = await _one.UpgradeAsync(stop: stop.Token);
        Assert.Equal("it was interrupted", result.Failure);
        await IsAsItWasAsync();
    }

    [Fact]
    public async Task A_copy_that_is_kept_puts_everything_back_later_the_file_too()
    {
        await _one.UpAsync();
        Assert.Null((await _one.UpgradeAsync(keepCopy: true)).Failure);
        Assert.Contains("crew-one-state-before-upgrade: old", Data, StringComparison.Ordinal);
        Assert.False((await _one.Fleet.UpAsync(_one.New)).Changed);

        var back = await _one.RollBackAsync();
        Assert.Null(back.Failure);
        Assert.Contains("is as it was", back.WayBack, StringComparison.Ordinal);
        await IsAsItWasAsync();
        await Assert.ThrowsAsync<FleetConflictException>(_one.RollBackAsync);
    }

    [Fact]
    public async Task A_file_that_was_changed_since_is_left_as_it_is_by_a_rollback()
    {
        await _one.UpAsync();
        await _one.UpgradeAsync(keepCopy: true);
        File.AppendAllText(_one.File, "# mine\r\n");
        Assert.Contains("changed since", (await _one.RollBackAsync()).WayBack, StringComparison.Ordinal);
        Assert.Equal(UpgradingFleet.FileAfter + "# mine\r\n", _one.InFile);
        Assert.Equal(("clawfleet/tiny:1+", OldData), (_one.Running, Data));
    }

    [Fact]
    public async Task Nothing_is_put_back_from_a_copy_that_is_gone()
    {
        await _one.UpAsync();
        await _one.UpgradeAsync(keepCopy: true);
        await _one.Fleet.Engine.RemoveVolumeAsync("crew-one-db-state-before-upgrade", force: false, FakeFleet.Token);
        var error = await Assert.ThrowsAsync<FleetConflictException>(_one.RollBackAsync);
        Assert.Contains("crew-one-db-state-before-upgrade is gone", error.Message, StringComparison.Ordinal);
        Assert.Equal("clawfleet/tiny:2+", _one.Running);
    }

    [Fact]
    public async Task A_copy_that_no_journal_knows_of_is_not_written_over()
    {
        await _one.UpAsync();
        await _one.UpgradeAsync(keepCopy: true);
        Directory.Delete(Path.Combine(_one.Fleet.Options.StateRoot, "crew", "upgrades"), recursive: true);
        File.WriteAllText(_one.File, UpgradingFleet.FileText);
        var error = await Assert.ThrowsAsync<FleetConflictException>(() => _one.UpgradeAsync());
        Assert.Contains("docker volume rm crew-one-", error.Message, StringComparison.Ordinal);
    }

    private async Task IsAsItWasAsync()
    {
        Assert.Equal(("clawfleet/tiny:1+", OldData, UpgradingFleet.FileText), (_one.Running, Data, _one.InFile));
        Assert.Empty(_one.Journals.ReadAll());
        Assert.Equal(["crew-one", "crew-one-db"], _one.Fleet.Engine.Names);
        Assert.Empty(await _one.Fleet.Host.CompareAsync(_one.Old, [], _one.Fleet, FakeFleet.Token));
    }
}
