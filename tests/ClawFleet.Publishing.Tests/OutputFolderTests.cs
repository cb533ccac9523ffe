using ClawFleet.Publishing.Output;

namespace ClawFleet.Publishing.Tests;

public sealed class OutputFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clawfleet-publish-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_second_publishing_of_the_same_writes_nothing()
    {
        PublishedFile[] files = [new("a.yaml", "a\n"), new("k/b.yaml", "b\n")];
        Assert.Equal(["a.yaml", "k/b.yaml"], Write(files));
        Assert.Empty(Write(files));
    }

    [Fact]
    public void What_is_no_longer_part_of_it_goes()
    {
        Write(new("a.yaml", "a\n"), new("b.yaml", "b\n"));
        Assert.Equal(["b.yaml"], Write(new PublishedFile("a.yaml", "a\n")));
        Assert.False(File.Exists(At("b.yaml")));
    }

    [Fact]
    public void What_was_changed_by_hand_is_not_overwritten_and_nothing_else_is_written()
    {
        Write(new PublishedFile("a.yaml", "a\n"), new PublishedFile("b.yaml", "b\n"));
        File.WriteAllText(At("a.yaml"), "mine\n");

        var refused = Assert.Throws<OutputRefusedException>(() => Write(new("a.yaml", "a2\n"), new("b.yaml", "b2\n")));

        Assert.Equal(["a.yaml"], refused.Paths);
        Assert.Equal("mine\n", File.ReadAllText(At("a.yaml")));
        Assert.Equal("b\n", File.ReadAllText(At("b.yaml")));
        new OutputFolder(_folder).Write([new("a.yaml", "a2\n"), new("b.yaml", "b2\n")], overwrite: true);
        Assert.Equal("a2\n", File.ReadAllText(At("a.yaml")));
    }

    [Fact]
    public void A_file_of_somebody_else_is_not_overwritten()
    {
        File.WriteAllText(At("compose.yaml"), "theirs\n");
        Assert.Throws<OutputRefusedException>(() => Write(new PublishedFile("compose.yaml", "ours\n")));
    }

    [Fact]
    public void A_template_is_written_once_and_then_the_user_s()
    {
        PublishedFile[] files = [new(".env", "TOKEN=\n", PublishedKind.Template, UnixFileMode.UserRead | UnixFileMode.UserWrite)];
        Write(files);
        File.WriteAllText(At(".env"), "TOKEN=1\n");
        Assert.Empty(Write(files));
        Write(new PublishedFile("a.yaml", "a\n"));
        Assert.Equal("TOKEN=1\n", File.ReadAllText(At(".env")));
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(At(".env")) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Fact]
    public void A_record_that_points_elsewhere_removes_nothing_there()
    {
        var outside = _folder + "-outside";
        File.WriteAllText(outside, "keep");
        File.WriteAllText(At(OutputFolder.Record), $"{new string('0', 64)}  ../{Path.GetFileName(outside)}\n");
        new OutputFolder(_folder).Write([new("a.yaml", "a\n")], overwrite: true);
        Assert.True(File.Exists(outside));
        File.Delete(outside);
    }

    private System.Collections.Immutable.ImmutableArray<string> Write(params PublishedFile[] files) => new OutputFolder(_folder).Write(files, overwrite: false);

    private string At(string path) => Path.Combine(_folder, path);
}
