using ClawFleet.Hosting.Tests.Support;

namespace ClawFleet.Hosting.Tests.Secrets;

public sealed class SecretStorageTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("clawfleet-secrets-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_generated_secret_is_made_once_and_kept_private()
    {
        var folder = new FleetStateFolder(_root, "crew");
        var first = new GeneratedSecretStore(folder).GetOrCreate("GATEWAY", "hex64");
        Assert.Matches("^[0-9a-f]{64}$", first);
        Assert.Equal(first, new GeneratedSecretStore(folder).GetOrCreate("GATEWAY", "hex64"));
        Assert.Matches("^[0-9A-Za-z]{48}$", new GeneratedSecretStore(folder).GetOrCreate("DB", "base62-48"));
        Assert.Equal(new GeneratedSecretStore(folder).Key(), new GeneratedSecretStore(folder).Key());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.SecretsFile));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder.Path));
        }
    }

    [Fact]
    public async Task Many_hosts_at_once_agree_on_one_value()
    {
        var values = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => new GeneratedSecretStore(new FleetStateFolder(_root, "crew")).GetOrCreate("ONE", "hex64"))));
        Assert.Single(values.Distinct());
    }

    [Fact]
    public void A_damaged_store_is_named_with_the_way_out()
    {
        var folder = new FleetStateFolder(_root, "crew");
        folder.Ensure();
        File.WriteAllText(folder.SecretsFile, "{ half");
        Assert.Contains(folder.SecretsFile, Assert.Throws<SecretUnavailableException>(() => new GeneratedSecretStore(folder).GetOrCreate("ONE", "hex64")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_folder_of_a_container_holds_exactly_its_secrets()
    {
        var container = Plans.Member("one", 1).Main with { Secrets = ["TG_MAIN"], User = $"{PrivateFiles.EffectiveUser}:{PrivateFiles.EffectiveGroup}" };
        var files = new SecretFiles(_root, "crew");
        Assert.False(files.AreThere(container));
        files.Write(container, new Dictionary<string, string> { ["TG_MAIN"] = "one", ["OLD"] = "x" }, mappedAway: false);
        files.Write(container, new Dictionary<string, string> { ["TG_MAIN"] = "two" }, mappedAway: false);

        Assert.True(files.AreThere(container));
        Assert.Equal(["tg-main"], Directory.EnumerateFiles(files.FolderOf("crew-one")).Select(Path.GetFileName));
        Assert.Equal(["two"], files.ReadAll());
        Assert.True(OperatingSystem.IsWindows() || UnixFileMode.UserRead == File.GetUnixFileMode(Path.Combine(files.FolderOf("crew-one"), "tg-main")));
        files.RemoveAll();
        Assert.Empty(files.ReadAll());
    }

    [Fact]
    public void The_label_names_what_changed_and_tells_no_value()
    {
        var key = new byte[32];
        var before = SecretsFingerprint.Compute(key, [new("A", "1"), new("B", "2")]);
        Assert.DoesNotContain("=1", before.Replace("=1", "", StringComparison.Ordinal) + "", StringComparison.Ordinal);
        Assert.Empty(SecretsFingerprint.Changes(before, SecretsFingerprint.Compute(key, [new("B", "2"), new("A", "1")])));
        Assert.Equal(["secret B changed or rotated"], SecretsFingerprint.Changes(before, SecretsFingerprint.Compute(key, [new("A", "1"), new("B", "3")])));
        Assert.Equal(["secret B removed", "secret C added"], SecretsFingerprint.Changes(before, SecretsFingerprint.Compute(key, [new("A", "1"), new("C", "2")])));
        Assert.Equal(["secrets cannot be compared (the fleet's state folder is new)"], SecretsFingerprint.Changes(before, SecretsFingerprint.Compute([.. key[1..], 1], [new("A", "1"), new("B", "2")])));
    }

    [Fact]
    public async Task A_fleet_is_worked_on_by_one_command_at_a_time()
    {
        var folder = new FleetStateFolder(_root, "crew");
        var told = new List<string>();
        using (await Take("clawden up", TimeSpan.Zero))
        {
            var e = await Assert.ThrowsAsync<FleetConflictException>(() => Take("clawden down", TimeSpan.FromMilliseconds(200)));
            Assert.Contains($"clawden up (process {Environment.ProcessId}", e.Message, StringComparison.Ordinal);
            Assert.Single(told);
        }

        (await Take("clawden down", TimeSpan.Zero)).Dispose();

        Task<FleetLock> Take(string command, TimeSpan wait) => FleetLock.TakeAsync(folder, command, required: true, wait, TimeProvider.System, told.Add, TestContext.Current.CancellationToken);
    }
}
