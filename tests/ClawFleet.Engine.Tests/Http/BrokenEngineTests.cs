using System.Text;
using ClawFleet.Engine.Tests.Streams;

namespace ClawFleet.Engine.Tests.Http;

public sealed class BrokenEngineTests
{
    [Fact]
    public async Task An_engine_that_dies_in_the_middle_of_events_is_a_lost_connection()
    {
        await using var fake = new FakeEngine((_, connection, _) => FakeEngine.SendAsync(connection, FakeEngine.Chunked
            + FakeEngine.Chunk("""{"Type":"container","Action":"start","Actor":{"ID":"a","Attributes":{"name":"web"}}}""" + "\n") + FakeEngine.Chunk("""{"Type":"cont""")));
        var seen = new List<string>();
        var error = await Assert.ThrowsAsync<EngineException>(async () =>
        {
            await foreach (var happened in fake.Engine.WatchEventsAsync(null, null, default))
                seen.Add(happened.Action);
        });
        Assert.Equal(EngineErrorKind.ConnectionLost, error.Kind);
        Assert.Equal(["start"], seen);
        Assert.Equal($"Cannot watch the engine's events: the connection to the engine at unix://{fake.Socket} broke off; is it still running?", error.Message);
    }

    [Fact]
    public async Task Events_that_end_in_order_are_a_lost_connection_too()
    {
        await using var fake = new FakeEngine((_, connection, _) => FakeEngine.SendAsync(connection, FakeEngine.Chunked + "0\r\n\r\n"));
        var error = await Assert.ThrowsAsync<EngineException>(() => fake.Engine.WatchEventsAsync(null, null, default).ToListAsync().AsTask());
        Assert.Equal(EngineErrorKind.ConnectionLost, error.Kind);
    }

    [Fact]
    public async Task An_engine_that_dies_in_the_middle_of_a_log_is_a_lost_connection()
    {
        await using var fake = new FakeEngine(async (_, connection, _) =>
        {
            var frame = Frames.Frame(1, $"{Frames.Time} hello\n");
            await FakeEngine.SendAsync(connection, FakeEngine.Chunked + $"{frame.Length:x}\r\n");
            await connection.SendAsync(frame);
            await FakeEngine.SendAsync(connection, "\r\n");
        });
        var seen = new List<string>();
        var error = await Assert.ThrowsAsync<EngineException>(async () =>
        {
            await foreach (var line in fake.Engine.ReadLogsAsync("web", new LogQuery(Follow: true), default))
                seen.Add(line.Text);
        });
        Assert.Equal(EngineErrorKind.ConnectionLost, error.Kind);
        Assert.Equal(["hello"], seen);
    }

    [Fact]
    public async Task An_engine_that_dies_in_the_middle_of_a_build_is_a_lost_connection()
    {
        await using var fake = new FakeEngine((_, connection, _) => FakeEngine.SendAsync(connection, FakeEngine.Chunked + FakeEngine.Chunk("{\"stream\":\"Step 1/2 : FROM a\\n\"}\r\n")));
        var error = await Assert.ThrowsAsync<EngineException>(() =>
            fake.Engine.BuildImageAsync(new ImageBuildSpec { Tags = ["a:1"] }, new MemoryStream(), default).ToListAsync().AsTask());
        Assert.Equal(EngineErrorKind.ConnectionLost, error.Kind);
    }

    [Fact]
    public async Task An_engine_that_dies_in_the_middle_of_an_answer_is_a_lost_connection()
    {
        await using var fake = new FakeEngine((_, connection, _) => FakeEngine.SendAsync(connection, "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n[{\"Id\":"));
        var error = await Assert.ThrowsAsync<EngineException>(() => fake.Engine.ListContainersAsync(new ContainerListQuery(true, []), default));
        Assert.Equal(EngineErrorKind.ConnectionLost, error.Kind);
    }

    [Fact]
    public async Task An_engine_that_dies_before_its_answer_is_a_lost_connection()
    {
        await using var fake = new FakeEngine((_, _, _) => Task.CompletedTask);
        var error = await Assert.ThrowsAsync<EngineException>(() => fake.Engine.StartContainerAsync("web", default));
        Assert.Equal(EngineErrorKind.ConnectionLost, error.Kind);
    }

    [Fact]
    public async Task An_attached_program_whose_connection_breaks_inside_a_frame_is_a_lost_connection()
    {
        await using var fake = new FakeEngine((request, connection, _) => request.Contains("/start", StringComparison.Ordinal)
            ? connection.SendAsync((byte[])[.. Encoding.ASCII.GetBytes("HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n"), .. Frames.Frame(1, "hello"), .. Frames.Frame(1, "cut")[..9]])
            : FakeEngine.AnswerAsync(connection, 201, """{"Id":"abc"}"""));
        await using var session = await fake.Engine.ExecAttachedAsync("keep", new ExecSpec(["sh"]), default);
        var seen = new StringBuilder();
        var error = await Assert.ThrowsAsync<EngineException>(async () =>
        {
            await foreach (var (_, data) in session.Output)
                seen.Append(Encoding.UTF8.GetString(data.Span));
        });
        Assert.Equal(EngineErrorKind.ConnectionLost, error.Kind);
        Assert.StartsWith("hello", seen.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_is_no_json_is_an_engine_fault()
    {
        await using var fake = new FakeEngine((_, connection, _) => FakeEngine.AnswerAsync(connection, 200, "<html>hello</html>"));
        var error = await Assert.ThrowsAsync<EngineException>(() => fake.Engine.ListContainersAsync(new ContainerListQuery(true, []), default));
        Assert.Equal((EngineErrorKind.EngineFault, "Cannot list containers: the engine's answer is not understood."), (error.Kind, error.Message));
    }

    [Fact]
    public async Task A_failed_pull_tells_what_the_registry_said()
    {
        await using var fake = new FakeEngine((_, connection, _) => FakeEngine.SendAsync(connection, FakeEngine.Chunked
            + FakeEngine.Chunk("""{"status":"Pulling from team/x","id":"1"}""" + "\r\n" + """{"status":"Downloading","progressDetail":{"current":5,"total":10},"id":"aa"}""" + "\r\n")
            + FakeEngine.Chunk("""{"errorDetail":{"message":"pull access denied for team/x, repository does not exist or may require 'docker login'"},"error":"pull access denied"}""" + "\r\n") + "0\r\n\r\n"));
        var seen = new List<PullProgress>();
        var error = await Assert.ThrowsAsync<EngineException>(async () =>
        {
            await foreach (var progress in fake.Engine.PullImageAsync("team/x:1", default))
                seen.Add(progress);
        });
        Assert.Equal([new PullProgress("1", "Pulling from team/x", null, null), new PullProgress("aa", "Downloading", 5, 10)], seen);
        Assert.Equal(EngineErrorKind.PullFailed, error.Kind);
        Assert.StartsWith("Cannot pull image team/x:1: the registry has no such image or wants a login (docker login)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_build_without_disk_says_so_and_keeps_the_last_lines()
    {
        await using var fake = new FakeEngine((_, connection, _) => FakeEngine.SendAsync(connection, FakeEngine.Chunked
            + FakeEngine.Chunk("{\"stream\":\"Step 1/3 : ARG X\\n ---> Using cache\\n ---> ab12\\nStep 2/3 : COPY a\"}\r\n{\"stream\":\" b\\nsecond\"}\r\n{\"errorDetail\":{\"message\":\"write /x: no space left on device\"},\"error\":\"x\"}\r\n") + "0\r\n\r\n"));
        var error = await Assert.ThrowsAsync<EngineException>(() => fake.Engine.BuildImageAsync(new ImageBuildSpec { Tags = ["a:1"] }, new MemoryStream(), default).ToListAsync().AsTask());
        Assert.Equal(EngineErrorKind.NoSpace, error.Kind);
        Assert.Equal(["Step 2/3 : COPY a b", "second"], error.LastLines);
    }

    [Fact]
    public async Task A_call_that_hangs_is_cancelled_promptly()
    {
        await using var fake = new FakeEngine((_, _, stop) => Task.Delay(Timeout.Infinite, stop));
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        var calling = fake.Engine.ListContainersAsync(new ContainerListQuery(true, []), cancel.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => calling.WaitAsync(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task A_stream_that_hangs_in_the_middle_is_cancelled_promptly()
    {
        await using var fake = new FakeEngine(async (_, connection, stop) =>
        {
            await FakeEngine.SendAsync(connection, FakeEngine.Chunked + FakeEngine.Chunk("""{"Type":"container","Action":"start"}""" + "\n"));
            await Task.Delay(Timeout.Infinite, stop);
        });
        using var cancel = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var happened in fake.Engine.WatchEventsAsync(null, null, cancel.Token))
                await cancel.CancelAsync();
        }).WaitAsync(TimeSpan.FromSeconds(5));
    }
}
