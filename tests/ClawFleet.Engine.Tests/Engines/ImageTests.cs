using System.Text;

namespace ClawFleet.Engine.Tests.Engines;

[Collection("Engine")]
public sealed class ImageTests(EnginesFixture engines)
{
    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task An_image_is_built_from_a_context(string name)
    {
        var test = await engines.GetAsync(name);
        var tag = $"{EngineUnderTest.NewName("image")}:1";
        var context = Context($"""
            FROM {EngineUnderTest.Image} AS first
            ARG WORD=nothing
            ENV WORD=$WORD
            COPY data/hello /hello
            RUN ["/bin/sh", "-c", "cat /hello; echo word $WORD"]
            FROM first AS second
            USER 10000:10000
            FROM first
            RUN ["/bin/sh", "-c", "exit 1"]
            """).AddFile("data/hello", "hello from the context\n"u8.ToArray());
        var spec = new ImageBuildSpec
        {
            Tags = [tag],
            Target = "second",
            BuildArguments = new Dictionary<string, string> { ["WORD"] = "argument" },
            Labels = EngineUnderTest.Labels,
            NoCache = true,
        };

        await using var tar = context.OpenTar();
        var progress = await test.Engine.BuildImageAsync(spec, tar, default).ToListAsync();
        Assert.Contains(progress, p => p.Line == "hello from the context");
        Assert.Contains(progress, p => p.Line == "word argument");
        Assert.All(progress[..^1], p => Assert.Null(p.ImageId));

        var image = await test.Engine.FindImageAsync(tag, default);
        Assert.Equal(progress[^1].ImageId, image!.Id);
        Assert.Equal("10000:10000", image.User);
        Assert.Contains(tag, image.Tags);
        Assert.Contains("WORD=argument", image.Environment);
        Assert.Equal(EngineUnderTest.LabelValue, image.Labels[EngineUnderTest.Label]);
        Assert.Equal("amd64 arm64".Split(' ').Contains(image.Architecture), image.SizeBytes > 0);
        Assert.Contains(await test.Engine.ListImagesAsync(EngineUnderTest.LabelFilter, default), i => i.Id == image.Id && i.Tags.Contains(tag) && i.SizeBytes > 0);
        var history = await test.Engine.GetImageHistoryAsync(tag, default);
        Assert.Contains(history, l => l.CreatedBy.Contains("cat /hello", StringComparison.Ordinal));

        var second = $"{EngineUnderTest.NewName("image")}:2";
        await test.Engine.TagImageAsync(tag, second, default);
        Assert.Equal(image.Id, (await test.Engine.FindImageAsync(second, default))!.Id);
        await test.Engine.RemoveImageAsync(second, force: false, default);
        await test.Engine.RemoveImageAsync(tag, force: false, default);
        Assert.Null(await test.Engine.FindImageAsync(tag, default));
    }

    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task A_failed_step_says_which_and_shows_the_last_lines(string name)
    {
        var test = await engines.GetAsync(name);
        var context = Context($"""
            FROM {EngineUnderTest.Image}
            RUN ["/bin/sh", "-c", "echo about to fail; echo cause >&2; exit 42"]
            """);
        await using var tar = context.OpenTar();
        var error = await Assert.ThrowsAsync<EngineException>(() => test.Engine.BuildImageAsync(new ImageBuildSpec { Tags = [$"{EngineUnderTest.NewName("image")}:1"] }, tar, default).ToListAsync().AsTask());
        Assert.Equal(EngineErrorKind.BuildFailed, error.Kind);
        Assert.Contains("42", error.Message, StringComparison.Ordinal);
        Assert.Contains("about to fail", error.LastLines);
        Assert.Contains("cause", error.LastLines);
    }

    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task A_missing_Dockerfile_is_a_sentence(string name)
    {
        var test = await engines.GetAsync(name);
        await using var tar = new BuildContext().AddFile("other", "x"u8.ToArray()).OpenTar();
        var error = await Assert.ThrowsAsync<EngineException>(() => test.Engine.BuildImageAsync(new ImageBuildSpec { Tags = ["engine-test-none:1"] }, tar, default).ToListAsync().AsTask());
        Assert.Contains("Dockerfile", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("{", error.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task A_big_context_is_streamed(string name)
    {
        var test = await engines.GetAsync(name);
        var file = Path.GetTempFileName();
        await using (var writer = File.OpenWrite(file))
            writer.SetLength(100 << 20);
        var tag = $"{EngineUnderTest.NewName("image")}:1";
        var before = GC.GetTotalAllocatedBytes();
        await using (var tar = Context($"FROM {EngineUnderTest.Image}\nLABEL {EngineUnderTest.Label}={EngineUnderTest.LabelValue}\n").AddFile("big", file).OpenTar())
            await test.Engine.BuildImageAsync(new ImageBuildSpec { Tags = [tag] }, tar, default).ToListAsync();
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 90 << 20);
        await test.Engine.RemoveImageAsync(tag, force: true, default);
        File.Delete(file);
    }

    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task An_image_that_was_saved_is_loaded_again_with_its_name(string name)
    {
        var test = await engines.GetAsync(name);
        var tag = $"{EngineUnderTest.NewName("image")}:1";
        await using (var context = Context($"FROM {EngineUnderTest.Image}\nLABEL {EngineUnderTest.Label}={EngineUnderTest.LabelValue} unique={tag}\n").OpenTar())
            await test.Engine.BuildImageAsync(new ImageBuildSpec { Tags = [tag] }, context, default).ToListAsync();
        var before = await test.Engine.FindImageAsync(tag, default);
        using var archive = new MemoryStream();
        await using (var saved = await test.Engine.SaveImageAsync(tag, default))
            await saved.CopyToAsync(archive, TestContext.Current.CancellationToken);
        await test.Engine.RemoveImageAsync(tag, force: true, default);
        archive.Position = 0;
        await test.Engine.LoadImageAsync(archive, default);
        var after = await test.Engine.FindImageAsync(tag, default);
        Assert.Equal((before!.Id, "linux", before.Created), (after!.Id, after.Os, after.Created));
        await test.Engine.RemoveImageAsync(tag, force: true, default);
    }

    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task What_is_no_archive_is_not_loaded_and_what_is_not_there_not_saved(string name)
    {
        var test = await engines.GetAsync(name);
        using var noArchive = new MemoryStream("this is no archive"u8.ToArray());
        var error = await Assert.ThrowsAsync<EngineException>(() => test.Engine.LoadImageAsync(noArchive, default));
        Assert.Matches("^Cannot load an image: .*\\.$", error.Message);
        error = await Assert.ThrowsAsync<EngineException>(() => test.Engine.SaveImageAsync("engine-test-none:1", default));
        Assert.Equal(EngineErrorKind.NotFound, error.Kind);
    }

    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task A_push_to_a_registry_out_of_reach_is_told(string name)
    {
        var test = await engines.GetAsync(name);
        await test.Engine.TagImageAsync(EngineUnderTest.Image, "127.0.0.1:1/engine-test:1", default);
        var error = await Assert.ThrowsAsync<EngineException>(() => test.Engine.PushImageAsync("127.0.0.1:1/engine-test:1", default).ToListAsync().AsTask());
        Assert.True(error.Kind == EngineErrorKind.PushFailed, $"{error.Kind}: {error.Message}");
        Assert.Contains("the registry cannot be reached", error.Message, StringComparison.Ordinal);
        await test.Engine.RemoveImageAsync("127.0.0.1:1/engine-test:1", force: false, default);
        error = await Assert.ThrowsAsync<EngineException>(() => test.Engine.PushImageAsync("127.0.0.1:1/engine-test-none:1", default).ToListAsync().AsTask());
        Assert.Contains("127.0.0.1:1/engine-test-none", error.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task A_registry_out_of_reach_is_told(string name)
    {
        var test = await engines.GetAsync(name);
        var error = await Assert.ThrowsAsync<EngineException>(() => test.Engine.PullImageAsync("127.0.0.1:1/nothing:1", default).ToListAsync().AsTask());
        Assert.True(error.Kind == EngineErrorKind.PullFailed, $"{error.Kind}: {error.Message}");
        Assert.Contains("the registry cannot be reached", error.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task A_file_that_is_no_tar_is_not_imported(string name)
    {
        var test = await engines.GetAsync(name);
        using var noTar = new MemoryStream("this is no tar"u8.ToArray());
        var error = await Assert.ThrowsAsync<EngineException>(() => test.Engine.ImportImageAsync(noTar, "engine-test-no-tar:1", default));
        Assert.Matches("^Cannot import image engine-test-no-tar:1: .*\\.$", error.Message);
    }

    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task Removing_what_is_not_there_is_not_found(string name)
    {
        var test = await engines.GetAsync(name);
        Assert.Null(await test.Engine.FindImageAsync("localhost/engine-test-nothing:1", default));
        var error = await Assert.ThrowsAsync<EngineException>(() => test.Engine.RemoveImageAsync("localhost/engine-test-nothing:1", force: false, default));
        Assert.True(error.Kind == EngineErrorKind.NotFound, $"{error.Kind}: {error.Message}");
    }

    private static BuildContext Context(string dockerfile) => new BuildContext().AddFile("Dockerfile", Encoding.UTF8.GetBytes(dockerfile));
}
