using System.Text;
using ClawFleet.Engine.Streams;

namespace ClawFleet.Engine.Tests.Streams;

public sealed class LogStreamTests
{
    private static readonly DateTimeOffset Moment = new DateTimeOffset(2026, 11, 20, 16, 23, 8, TimeSpan.Zero).AddTicks(2348757);

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(7), InlineData(31), InlineData(4096)]
    public async Task Lines_are_the_same_wherever_the_bytes_are_cut(int most)
    {
        byte[] bytes =
        [
            .. Frames.Frame(1, $"{Frames.Time} first\n"),
            .. Frames.Frame(2, $"{Frames.Time} an error, ünïcode\n"),
            .. Frames.Frame(1, $"{Frames.Time} part one, "),
            .. Frames.Frame(2, $"{Frames.Time} \n"),
            .. Frames.Frame(1, $"{Frames.Time} part two\r\n"),
            .. Frames.Frame(1, $"{Frames.Time} no line ending"),
        ];
        Assert.Equal(
            [
                new LogLine(OutputStream.Stdout, Moment, "first"),
                new LogLine(OutputStream.Stderr, Moment, "an error, ünïcode"),
                new LogLine(OutputStream.Stderr, Moment, ""),
                new LogLine(OutputStream.Stdout, Moment, "part one, part two"),
                new LogLine(OutputStream.Stdout, Moment, "no line ending"),
            ],
            await ReadAsync(bytes, most));
    }

    [Theory, InlineData(1), InlineData(5), InlineData(4096)]
    public async Task A_terminal_s_output_has_no_frames(int most)
    {
        var bytes = Encoding.UTF8.GetBytes($"{Frames.Time} one\r\n{Frames.Time} \r\n{Frames.Time} two 2026 three\r\n");
        Assert.Equal(["one", "", "two 2026 three"], (await ReadAsync(bytes, most)).Select(l => l.Text));
    }

    [Theory, InlineData(1000), InlineData(100_000)]
    public async Task The_parts_of_a_terminal_s_long_line_become_one_line_again(int most)
    {
        var part = new string('x', 16 * 1024);
        var bytes = Encoding.UTF8.GetBytes($"{Frames.Time} {part}{Frames.Time} {part}{Frames.Time} end\n{Frames.Time} after\n");
        Assert.Equal([part + part + "end", "after"], (await ReadAsync(bytes, most)).Select(l => l.Text));
    }

    [Fact]
    public async Task Text_that_only_looks_like_a_timestamp_stays()
    {
        byte[] bytes = [.. Frames.Frame(1, $"{Frames.Time} 2026-11-20T16:23:08Z is when\n"), .. Frames.Frame(1, "no time at all\n")];
        Assert.Equal(["2026-11-20T16:23:08Z is when", "no time at all"], (await ReadAsync(bytes, 4096)).Select(l => l.Text));
    }

    [Fact]
    public async Task A_line_of_exactly_64_KiB_is_not_cut()
    {
        var text = new string('x', LineAssembler.LongestLine);
        byte[] bytes = [.. Frames.Frame(1, $"{Frames.Time} {text}\n"), .. Frames.Frame(1, $"{Frames.Time} {text}y\n")];
        Assert.Equal([65536, 65536, 1], (await ReadAsync(bytes, 30_000)).Select(l => l.Text.Length));
    }

    [Fact]
    public async Task A_cut_does_not_split_a_character()
    {
        var text = "x" + new string('ü', LineAssembler.LongestLine / 2);
        var lines = await ReadAsync(Frames.Frame(1, $"{Frames.Time} {text}\n"), 4096);
        Assert.Equal(text, string.Concat(lines.Select(l => l.Text)));
        Assert.Equal(2, lines.Count);
    }

    [Theory, InlineData(4), InlineData(20)]
    public async Task A_stream_that_ends_inside_a_frame_is_a_lost_connection(int kept)
    {
        byte[] bytes = [.. Frames.Frame(1, $"{Frames.Time} first\n"), .. Frames.Frame(1, $"{Frames.Time} second\n")[..kept]];
        var seen = new List<string>();
        var error = await Assert.ThrowsAsync<EngineException>(async () =>
        {
            await foreach (var line in LogStream.ReadAsync(new MemoryStream(bytes), Lost, default))
                seen.Add(line.Text);
        });
        Assert.Equal(EngineErrorKind.ConnectionLost, error.Kind);
        Assert.Equal(["first"], seen);
    }

    [Theory]
    [InlineData("2026-11-20T16:23:08Z", "2026-11-20T16:23:08.0000000+00:00")]
    [InlineData("2026-11-20T16:23:08.5Z", "2026-11-20T16:23:08.5000000+00:00")]
    [InlineData("2026-11-20T16:23:08.234875715+02:00", "2026-11-20T14:23:08.2348757+00:00")]
    [InlineData("2026-11-20T16:23:08-05:30", "2026-11-20T21:53:08.0000000+00:00")]
    public void Times_are_read_to_the_tick(string text, string expected)
    {
        Assert.True(Rfc3339.TryParse(Encoding.ASCII.GetBytes(text), out var time));
        Assert.Equal(expected, time.ToString("O"));
    }

    [Theory]
    [InlineData("2026-13-20T16:23:08Z")]
    [InlineData("2026-02-30T16:23:08Z")]
    [InlineData("2026-11-20 16:23:08Z")]
    [InlineData("2026-11-20T16:23:08")]
    [InlineData("hello")]
    public void What_is_no_time_is_not_read(string text) => Assert.False(Rfc3339.TryParse(Encoding.ASCII.GetBytes(text), out _));

    private static Exception Lost() => new EngineException(EngineErrorKind.ConnectionLost, "lost");

    private static async Task<List<LogLine>> ReadAsync(byte[] bytes, int most) => await LogStream.ReadAsync(new Frames.Trickle(bytes, most), Lost, default).ToListAsync();
}
