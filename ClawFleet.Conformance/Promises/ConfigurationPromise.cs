using System.Text.RegularExpressions;
using ClawFleet.Conformance.Knowledge;
using ClawFleet.Conformance.Probing;
using ClawFleet.Conformance.Reporting;
using ClawFleet.Conformance.Subject;

namespace ClawFleet.Conformance.Promises;

/// <summary>How a member's native configuration comes about: the baked default, patched; or the user's own file, untouched.</summary>
[Collection(CollectionsByName.AtRest)]
public sealed class ConfigurationPromise(FleetUnderTest fleet)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, EachMember]
    public async Task An_environment_override_reaches_the_native_config_and_leaves_the_baked_default_alone(string member)
    {
        var known = KnownRuntimes.RequireFile(fleet.Get(member).Runtime);
        NotChecked.When(known.Override.Variable.Length == 0, $"the default of {fleet.Get(member).Runtime} has no plain value that could be overridden");
        var before = await DefaultAsync(member, known);
        var running = await fleet.RunAsync(member, ["cat", known.ConfigFile], Ct);
        Assert.True(running.ExitCode == 0, $"expected {known.ConfigFile} to be there; seen: {running.Stderr}");
        Assert.False(Regex.IsMatch(running.Stdout, known.Override.Pattern), $"the running {member} already has {known.Override.Pattern}: the check would prove nothing");

        await using var container = await OneOffContainer.StartAsync(
            fleet.Engine, await fleet.InspectAsync(member, Ct), fleet.Choice.Fleet, new Dictionary<string, string> { [known.Override.Variable] = known.Override.Value }, file: null, Ct);
        await container.FileAsync(known.ConfigFile, $"matches {known.Override.Pattern}", text => Regex.IsMatch(text, known.Override.Pattern), Ct);

        var after = await container.FileAsync(known.DefaultFile, "is there", text => text.Length > 0, Ct);
        Assert.True(after == before, $"expected {known.DefaultFile} to stay as it was baked; seen: {after}");
    }

    [Theory, EachMember]
    public async Task The_users_own_native_file_wins(string member)
    {
        NotChecked.Unless(fleet.EngineIsLocal, "the engine runs on another machine: no file of this one can be mounted");
        var known = KnownRuntimes.RequireFile(fleet.Get(member).Runtime);

        var own = known.Own.Text.ReplaceLineEndings("\n");
        var folder = Directory.CreateTempSubdirectory("clawfleet-conformance-");
        try
        {
            var file = Path.Combine(folder.FullName, "native");
            await File.WriteAllTextAsync(file, own, Ct);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(folder.FullName, (UnixFileMode)0b111_101_101);
                File.SetUnixFileMode(file, (UnixFileMode)0b110_100_100);
            }

            await using var container = await OneOffContainer.StartAsync(
                fleet.Engine, await fleet.InspectAsync(member, Ct), fleet.Choice.Fleet,
                known.Override.Variable.Length == 0 ? [] : new Dictionary<string, string> { [known.Override.Variable] = known.Override.Value }, (file, known.Own.Path), Ct);
            // Once the runtime's process is there, clawinit has done all it does.
            await container.RunsAsync(Ct);
            await container.FileAsync(known.ConfigFile, "is the user's, byte for byte", text => text == own, Ct);
            Assert.Equal(own, await File.ReadAllTextAsync(file, Ct));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory, EachMember]
    public async Task The_native_config_is_readable_by_its_owner_alone(string member)
    {
        var known = KnownRuntimes.RequireFile(fleet.Get(member).Runtime);
        var mode = await fleet.ShellAsync(member, $"stat -c %a {known.ConfigFile}", Ct);
        Assert.True(mode.Stdout.Trim() is "600" or "400", $"expected mode 600 of {known.ConfigFile}; seen: {mode.Stdout.Trim()} {mode.Stderr}");
    }

    private async Task<string> DefaultAsync(string member, RuntimeKnowledge known)
    {
        var text = await fleet.RunAsync(member, ["cat", known.DefaultFile], Ct);
        Assert.True(text.ExitCode == 0, $"expected the baked default {known.DefaultFile}; seen: {text.Stderr}");
        return text.Stdout;
    }
}
