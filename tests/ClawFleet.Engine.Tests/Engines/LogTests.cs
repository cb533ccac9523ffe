using System.Globalization;

namespace ClawFleet.Engine.Tests.Engines;

[Collection("Engine")]
public sealed class LogTests(EnginesFixture engines)
{
    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task No_line_is_lost_and_each_has_its_stream_and_time(string name)
    {
        var test = await engines.GetAsync(name);
        var id = await test.RunToEndAsync("sh", "-c", "i=0; while [ $i -lt 3000 ]; do echo out $i; echo err $i >&2; i=$((i+1)); done");
        var lines = await test.Engine.ReadLogsAsync(id, new LogQuery(Follow: false), default).ToListAsync();
        Assert.Equal(Enumerable.Range(0, 3000).Select(i => $"out {i}"), lines.Where(l => l.Stream == OutputStream.Stdout).Select(l => l.Text));
        Assert.Equal(Enumerable.Range(0, 3000).Select(i => $"err {i}"), lines.Where(l => l.Stream == OutputStream.Stderr).Select(l => l.Text));
        Assert.All(lines, l => Assert.InRange(l.Timestamp, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(1)));
        await test.Engine.RemoveContainerAsync(id, force: true, default);
    }

    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task Tail_takes_the_last_lines(string name)
    {
        var test = await engines.GetAsync(name);
        var id = await test.RunToEndAsync("seq", "1", "100");
        var lines = await test.Engine.ReadLogsAsync(id, new LogQuery(Follow: false, Tail: 3), default).ToListAsync();
        Assert.Equal(["98", "99", "100"], lines.Select(l => l.Text));
        await test.Engine.RemoveContainerAsync(id, force: true, default);
    }

    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task Since_leaves_earlier_lines_away(string name)
    {
        var test = await engines.GetAsync(name);
        var id = await test.RunToEndAsync("sh", "-c", "echo early; sleep 1.5; echo late");
        var all = await test.Engine.ReadLogsAsync(id, new LogQuery(Follow: false), default).ToListAsync();
        var later = await test.Engine.ReadLogsAsync(id, new LogQuery(Follow: false, Since: all[0].Timestamp.AddSeconds(1)), default).ToListAsync();
        Assert.Equal(["late"], later.Select(l => l.Text));
        await test.Engine.RemoveContainerAsync(id, force: true, default);
    }

    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task A_line_longer_than_the_engine_stores_in_one_piece_stays_one_line(string name)
    {
        var test = await engines.GetAsync(name);
        var id = await test.RunToEndAsync("sh", "-c", Long(50_000) + "; echo after");
        var lines = await test.Engine.ReadLogsAsync(id, new LogQuery(Follow: false), default).ToListAsync();
        Assert.Equal([new string('x', 50_000), "after"], lines.Select(l => l.Text));
        await test.Engine.RemoveContainerAsync(id, force: true, default);
    }

    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task A_line_over_64_KiB_is_cut(string name)
    {
        var test = await engines.GetAsync(name);
        var id = await test.RunToEndAsync("sh", "-c", Long(150_000) + "; echo after");
        var lines = await test.Engine.ReadLogsAsync(id, new LogQuery(Follow: false), default).ToListAsync();
        Assert.Equal([65536, 65536, 150_000 - 2 * 65536, 5], lines.Select(l => l.Text.Length));
        await test.Engine.RemoveContainerAsync(id, force: true, default);
    }

    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task Bytes_that_are_no_text_become_replacement_characters(string name)
    {
        var test = await engines.GetAsync(name);
        var id = await test.RunToEndAsync("sh", "-c", @"printf 'a\377b\nübrig\n'");
        var lines = await test.Engine.ReadLogsAsync(id, new LogQuery(Follow: false), default).ToListAsync();
        Assert.Equal(["a\uFFFDb", "übrig"], lines.Select(l => l.Text));
        await test.Engine.RemoveContainerAsync(id, force: true, default);
    }

    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task Following_shows_lines_as_they_come_and_ends_with_the_container(string name)
    {
        var test = await engines.GetAsync(name);
        var id = await test.StartSleeperAsync(spec => spec with { Command = ["sh", "-c", "trap 'echo bye; exit 0' TERM; echo hello; while :; do sleep 1000 & wait; done"] });
        var seen = new List<string>();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await foreach (var line in test.Engine.ReadLogsAsync(id, new LogQuery(Follow: true), deadline.Token))
        {
            seen.Add(line.Text);
            if (line.Text == "hello")
                await test.Engine.StopContainerAsync(id, TimeSpan.FromSeconds(10), deadline.Token);
        }
        Assert.Equal(["hello", "bye"], seen);
        await test.Engine.RemoveContainerAsync(id, force: true, default);
    }

    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task Following_a_silent_container_ends_promptly_when_cancelled(string name)
    {
        var test = await engines.GetAsync(name);
        var id = await test.StartSleeperAsync();
        using var cancel = new CancellationTokenSource();
        var reading = test.Engine.ReadLogsAsync(id, new LogQuery(Follow: true), cancel.Token).ToListAsync().AsTask();
        await test.Engine.InspectContainerAsync(id, default);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(TimeSpan.FromSeconds(5)));
        await test.Engine.RemoveContainerAsync(id, force: true, default);
    }

    private static string Long(int length) => string.Create(CultureInfo.InvariantCulture, $"head -c {length} /dev/zero | tr '\\0' x; echo");
}
