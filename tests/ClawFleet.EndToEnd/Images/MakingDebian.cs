using ClawFleet.Engine;
using ClawFleet.Hosting.Images;

namespace ClawFleet.EndToEnd.Images;

/// <summary>The Debian below the base, made on this machine where none can be pulled.</summary>
public sealed class MakingDebian
{
    private static CancellationToken Soon => new CancellationTokenSource(TimeSpan.FromMinutes(8)).Token;

    [Fact]
    public async Task Debootstrap_gives_the_engine_a_Debian_that_runs_and_leaves_no_folder()
    {
        var debootstrap = await Debootstrap.FindAsync();
        Assert.SkipWhen(debootstrap is null, "debootstrap is not installed, or this user has no subordinate ids");
        await using var engine = new DockerEngine();
        var reference = $"images-debian-{Guid.NewGuid().ToString("N")[..8]}:1";
        var before = Folders();
        await debootstrap.ImportAsync(engine, DebianImage.Suite, reference, new ImageProgress(new HeardProgress(), TimeProvider.System), Soon);
        try
        {
            var id = await engine.CreateContainerAsync(new ContainerSpec { Name = reference.Split(':')[0], Image = reference, Command = ["/bin/sh", "-c", "grep -q trixie /etc/os-release"] }, Soon);
            try
            {
                await engine.StartContainerAsync(id, Soon);
                Assert.Equal(0, await engine.WaitContainerAsync(id, Soon));
            }
            finally
            {
                await engine.RemoveContainerAsync(id, force: true, Soon);
            }
        }
        finally
        {
            await engine.RemoveImageAsync(reference, force: true, Soon);
        }

        Assert.Equal(before, Folders());
    }

    [Fact]
    public async Task Cancelled_in_the_middle_it_leaves_neither_image_nor_folder_nor_mount()
    {
        var debootstrap = await Debootstrap.FindAsync();
        Assert.SkipWhen(debootstrap is null, "debootstrap is not installed, or this user has no subordinate ids");
        await using var engine = new DockerEngine();
        using var cancel = new CancellationTokenSource();
        var before = Folders();
        var heard = new HeardProgress(e =>
        {
            if (e.Text.Contains("Extracting", StringComparison.Ordinal) || e.Text.Contains("Unpacking", StringComparison.Ordinal) || e.Text.Contains("Installing", StringComparison.Ordinal))
            {
                cancel.Cancel();
            }
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => debootstrap.ImportAsync(engine, DebianImage.Suite, "images-debian-cancelled:1", new ImageProgress(heard, TimeProvider.System), cancel.Token));
        Assert.Null(await engine.FindImageAsync("images-debian-cancelled:1", Soon));
        Assert.Equal(before, Folders());
        Assert.DoesNotContain("clawfleet-debian-", await File.ReadAllTextAsync("/proc/mounts", Soon), StringComparison.Ordinal);
    }

    private static string[] Folders() => Directory.GetDirectories(Path.GetTempPath(), "clawfleet-debian-*");
}
