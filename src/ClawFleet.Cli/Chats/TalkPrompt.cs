using ClawFleet.Cli.Terminal;

namespace ClawFleet.Cli.Chats;

/// <summary>A talk line by line on a terminal. Ctrl-D ends it; Ctrl-C too, or while an answer is awaited, gives that up.</summary>
internal sealed class TalkPrompt(CliConsole console, MemberTalk talk)
{
    public async Task RunAsync(StopSignals signals)
    {
        // One conversation for the whole talk, also where the command line names none.
        var session = "talk-" + Guid.NewGuid().ToString("N")[..12];
        console.Error.WriteLine(console.ErrorPaint.Dim($"talking to {talk.Member}; Ctrl-D ends"));
        while (!signals.First.IsCancellationRequested)
        {
            console.Error.Write("> ");
            if (await ReadLineAsync(signals.First).ConfigureAwait(false) is not { } line)
            {
                console.Error.WriteLine();
                return;
            }

            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            try
            {
                await talk.SayAsync(line, signals.First, session).ConfigureAwait(false);
            }
            catch (CommandRefusedException e)
            {
                console.Error.WriteLine($"{console.ErrorPaint.Red("clawden:")} {e.Message}");
            }
            catch (OperationCanceledException)
            {
                console.Error.WriteLine();
                return;
            }
        }
    }

    /// <returns>Null at the end of input, or when <paramref name="ct"/> says so.</returns>
    private static async Task<string?> ReadLineAsync(CancellationToken ct)
    {
        var line = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var stop = ct.Register(() => line.TrySetResult(null));

        // A read of a terminal cannot be cancelled: its thread ends with the process.
        new Thread(() => line.TrySetResult(Console.In.ReadLine())) { IsBackground = true }.Start();
        return await line.Task.ConfigureAwait(false);
    }
}
