using System.Text;

namespace ClawFleet.Engine.Tests.Engines;

[Collection("Engine")]
public sealed class ExecTests(EnginesFixture engines)
{
    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task A_program_runs_with_its_outputs_apart_and_its_exit_code(string name)
    {
        var test = await engines.GetAsync(name);
        var id = await test.StartSleeperAsync();
        var result = await test.Engine.ExecAsync(id, new ExecSpec(["sh", "-c", "echo $WORD; pwd; id -u; echo bad >&2; exit 3"])
        {
            Environment = new Dictionary<string, string> { ["WORD"] = "hello" },
            WorkingDirectory = "/tmp",
            User = "1234",
        }, default);
        Assert.Equal(new ExecResult(3, "hello\n/tmp\n1234\n", "bad\n"), result);
        await test.Engine.RemoveContainerAsync(id, force: true, default);
    }

    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task Output_is_bounded_and_the_program_still_ends(string name)
    {
        var test = await engines.GetAsync(name);
        var id = await test.StartSleeperAsync();
        var result = await test.Engine.ExecAsync(id, new ExecSpec(["sh", "-c", "seq 1 200000; exit 4"]) { MaxOutputBytes = 100 }, default);
        Assert.Equal((4, 100), (result.ExitCode, result.Stdout.Length));
        Assert.StartsWith("1\n2\n3\n", result.Stdout, StringComparison.Ordinal);
        await test.Engine.RemoveContainerAsync(id, force: true, default);
    }

    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task A_stopped_container_runs_no_program(string name)
    {
        var test = await engines.GetAsync(name);
        var id = await test.RunToEndAsync("true");
        var error = await Assert.ThrowsAsync<EngineException>(() => test.Engine.ExecAsync(id, new ExecSpec(["true"]), default));
        Assert.True(error.Kind == EngineErrorKind.Conflict, $"{error.Kind}: {error.Message}");
        await test.Engine.RemoveContainerAsync(id, force: true, default);
    }

    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task A_program_that_is_not_there_is_told(string name)
    {
        var test = await engines.GetAsync(name);
        var id = await test.StartSleeperAsync();
        try
        {
            // Some engines answer with an error, some let the run fail as a shell would.
            var result = await test.Engine.ExecAsync(id, new ExecSpec(["/no/such/program"]), default);
            Assert.InRange(result.ExitCode, 126, 127);
        }
        catch (EngineException e)
        {
            Assert.True(e.Kind is EngineErrorKind.BadRequest or EngineErrorKind.NotFound, $"{e.Kind}: {e.Message}");
        }
        await test.Engine.RemoveContainerAsync(id, force: true, default);
    }

    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task Input_reaches_an_attached_program_and_its_end_too(string name)
    {
        var test = await engines.GetAsync(name);
        var id = await test.StartSleeperAsync();
        await using var session = await test.Engine.ExecAttachedAsync(id, new ExecSpec(["sh", "-c", "cat; echo done >&2; exit 5"]) { AttachStdin = true }, default);
        await session.WriteInputAsync("one\n"u8.ToArray(), default);
        await session.WriteInputAsync("two\n"u8.ToArray(), default);
        await session.CloseInputAsync(default);

        var (output, errors) = await ReadAsync(session);
        Assert.Equal(("one\ntwo\n", "done\n"), (output, errors));
        Assert.Equal(5, await session.GetExitCodeAsync(default));
        await test.Engine.RemoveContainerAsync(id, force: true, default);
    }

    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task Much_input_comes_back_whole(string name)
    {
        var test = await engines.GetAsync(name);
        var id = await test.StartSleeperAsync();
        await using var session = await test.Engine.ExecAttachedAsync(id, new ExecSpec(["wc", "-c"]) { AttachStdin = true }, default);
        var reading = ReadAsync(session);
        for (var i = 0; i < 64; i++)
            await session.WriteInputAsync(new byte[32 * 1024], default);
        await session.CloseInputAsync(default);
        Assert.Equal("2097152", (await reading).Output.Trim());
        await test.Engine.RemoveContainerAsync(id, force: true, default);
    }

    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task An_attached_terminal_has_its_size(string name)
    {
        var test = await engines.GetAsync(name);
        var id = await test.StartSleeperAsync();
        await using var session = await test.Engine.ExecAttachedAsync(id, new ExecSpec(["sh", "-c", "read go; tty >/dev/null && echo terminal; stty size"]) { AttachStdin = true, Tty = true }, default);
        await session.ResizeAsync(100, 40, default);
        await session.WriteInputAsync("go\n"u8.ToArray(), default);
        var (output, _) = await ReadAsync(session);
        Assert.Contains("terminal\r\n", output, StringComparison.Ordinal);
        Assert.Contains("40 100\r\n", output, StringComparison.Ordinal);
        Assert.Equal(0, await session.GetExitCodeAsync(default));
        await test.Engine.RemoveContainerAsync(id, force: true, default);
    }

    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task Reading_a_silent_program_ends_promptly_when_cancelled(string name)
    {
        var test = await engines.GetAsync(name);
        var id = await test.StartSleeperAsync();
        await using var session = await test.Engine.ExecAttachedAsync(id, new ExecSpec(["sleep", "1000"]), default);
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        var reading = session.Output.GetAsyncEnumerator(cancel.Token).MoveNextAsync().AsTask();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(TimeSpan.FromSeconds(5)));
        await test.Engine.RemoveContainerAsync(id, force: true, default);
    }

    private static async Task<(string Output, string Errors)> ReadAsync(ExecSession session)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var (output, errors) = (new StringBuilder(), new StringBuilder());
        await foreach (var (stream, data) in session.Output.WithCancellation(deadline.Token))
            (stream == OutputStream.Stdout ? output : errors).Append(Encoding.UTF8.GetString(data.Span));
        return (output.ToString(), errors.ToString());
    }
}
