using System.Collections.Concurrent;
using ClawFleet.Engine;
using ClawFleet.Hosting.Tests.Support;
using ClawFleet.Hosting.Upgrades;
using ClawFleet.Model.Editing;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting.Tests.Upgrades;

/// <summary>
/// A member with a database on an engine in memory, where volumes hold a word: containers of image 1 leave it, those of image 2 write <c>new</c>, and a volume that is being put back holds
/// <c>half</c> meanwhile. A member that is started on half of its data fails the test.
/// </summary>
internal sealed class UpgradingFleet : IDisposable
{
    public const string FileText = "# the crew\r\nruntimes:\r\n  - name: one # first\r\n    version: 1.0.0\r\n";
    public const string FileAfter = "# the crew\r\nruntimes:\r\n  - name: one # first\r\n    version: 2.0.0\r\n";

    private static readonly FileEdit Edit = new(FileText.IndexOf("1.0.0", StringComparison.Ordinal), "1.0.0", "2.0.0");

    private readonly ConcurrentDictionary<string, string> _data = new(StringComparer.Ordinal);
    private readonly string _folder = Directory.CreateTempSubdirectory("clawfleet-upgrade-").FullName;

    public UpgradingFleet()
    {
        File = Path.Combine(_folder, "clawden.yaml");
        System.IO.File.WriteAllText(File, FileText);
        Old = Plans.Fleet(Member("clawfleet/tiny:1")) with { Source = File };
        New = Plans.Fleet(Member("clawfleet/tiny:2")) with { Source = File };
        Fleet.Engine.Program = Started;
        Fleet.Engine.Wait = Ended;
    }

    public FakeFleet Fleet { get; } = new();

    public string File { get; }

    public FleetPlan Old { get; }

    public FleetPlan New { get; }

    /// <summary>Whether the new version ends at once.</summary>
    public bool IsBad { get; set; }

    /// <summary>What goes wrong with a copy: its last words.</summary>
    public string? CopyFault { get; set; }

    /// <summary>KiB that are free beside the volumes.</summary>
    public long Free { get; set; } = 1_000_000;

    /// <summary>Volumes and what they hold.</summary>
    public IEnumerable<string> Data => _data.Where(d => Fleet.Engine.VolumeNames.Contains(d.Key)).Select(d => $"{d.Key}: {d.Value}").Order(StringComparer.Ordinal);

    public UpgradeJournals Journals => UpgradeJournals.Of(Fleet.Options, "crew");

    /// <summary>What is in the file.</summary>
    public string InFile => System.IO.File.ReadAllText(File);

    /// <summary>Image of the member's container, with a plus when it runs; <c>-</c> when there is none.</summary>
    public string Running => Fleet.Engine.Names.Contains("crew-one") ? Fleet.Engine["crew-one"] is var c ? c.Spec.Image + (c.State == ContainerState.Running ? "+" : "") : "" : "-";

    public async Task UpAsync()
    {
        Assert.True((await Fleet.UpAsync(Old)).AllHealthy);
        foreach (var volume in Fleet.Engine.VolumeNames)
        {
            _data[volume] = "old";
        }

        Fleet.Engine.Calls.Clear();
    }

    public Task<UpgradeResult> UpgradeAsync(bool keepCopy = false, Func<FleetFileText, FleetFileText>? file = null, CancellationToken stop = default)
    {
        var read = FleetFileText.Read(File);
        // Where an upgrade that was cut off had written the file already, nothing is left to change in it.
        var edit = read.Text == FileText ? Edit : null;
        return new MemberUpgrade(Scope(New), new UpgradeRequest("one", "1.0.0", "2.0.0", file is null ? read : file(read), edit, keepCopy)).RunAsync(stop, CancellationToken.None);
    }

    public Task<UpgradeResult> RollBackAsync() => new MemberRollback(Scope(Old)).RunAsync("one", FleetFileText.Read(File), CancellationToken.None);

    /// <summary>From the given call on (counted from 1) the engine is gone, as it is for a process that was killed.</summary>
    public void CutOffAt(int call)
    {
        var calls = 0;
        Fleet.Engine.Before = (_, _) =>
        {
            if (Interlocked.Increment(ref calls) >= call)
            {
                throw new EngineException(EngineErrorKind.ConnectionLost, "The connection broke.");
            }
        };
    }

    public void Mend() => Fleet.Engine.Before = (_, _) => { };

    public void Dispose()
    {
        Fleet.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private UpgradeScope Scope(FleetPlan plan) => new(Fleet.Engine, Fleet.Options, plan, Fleet, Fleet);

    private static MemberPlan Member(string image)
    {
        var member = Plans.Member("one", 0, c => c with { Image = image, Ports = [], Health = c.Health with { Command = ["health"] } }, withDatabase: true);
        return member with { Containers = [.. member.Containers] };
    }

    private void Started(FakeContainer container)
    {
        var name = container.Spec.Name;
        if (container.Spec.Labels.ContainsKey(FleetLabels.Helper))
        {
            Helper(container, begins: true);
            return;
        }

        foreach (var volume in container.Spec.Mounts.Where(m => m.Type == MountType.Volume).Select(m => m.Source!))
        {
            Assert.True(_data.GetValueOrDefault(volume) != "half", $"{name} was started on data that is half put back");
            if (container.Spec.Image.EndsWith(":2", StringComparison.Ordinal))
            {
                _data[volume] = "new";
            }
        }

        if (IsBad && container.Spec.Image.EndsWith(":2", StringComparison.Ordinal))
        {
            container.Log.Add("it cannot be");
            Fleet.Engine.Exit(container, 78);
        }
    }

    private long Ended(FakeContainer container)
    {
        Helper(container, begins: false);
        return container.Log.Count > 0 && container.Log[^1] == CopyFault ? 1 : 0;
    }

    private void Helper(FakeContainer container, bool begins)
    {
        var from = container.Spec.Mounts.First(m => m.ReadOnly).Source!;
        var to = container.Spec.Mounts.FirstOrDefault(m => !m.ReadOnly)?.Source;
        switch (container.Spec.Name.Split('-')[^1])
        {
            case "measure" when begins:
                container.Log.AddRange(["100", Free.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
                break;
            case "copy" when begins && CopyFault is { } fault:
                container.Log.Add(fault);
                break;
            case "copy" or "restore":
                _data[to!] = begins ? "half" : _data[from];
                break;
        }
    }
}
