using ClawFleet.Cli.Terminal;

namespace ClawFleet.Cli.Chats;

/// <summary>A talk line by line on a terminal. Ctrl-D ends it, and so does Ctrl-C; while an answer is awaited, Ctrl-C gives that answer up and the talk goes on.</summary>
internal sealed class TalkPrompt(CliConsole console, MemberTalk talk)
{
    private CancellationTokenSource? _answer;

    public async Task RunAsync(StopSignals signals)
    {
        // One conversation for the whole talk, also where the command line names none.
        var session = "talk-" + Guid.NewGuid().ToString("N")[..12];
        signals.Interrupts = GiveUp;
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

            using var answer = CancellationTokenSource.CreateLinkedTokenSource(signals.First);
            Volatile.Write(ref _answer, answer);
            try
            {
                await talk.SayAsync(line, answer.Token, session).ConfigureAwait(false);
            }
            catch (CommandRefusedException e)
            {
                console.Error.WriteLine($"{console.ErrorPaint.Red("clawden:")} {e.Message}");
            }
            catch (OperationCanceledException)
            {
                console.Error.WriteLine();
                if (signals.First.IsCancellationRequested)
                {
                    return;
                }

                console.Error.WriteLine(console.ErrorPaint.Dim("the answer is not waited for; Ctrl-D ends"));
            }
            finally
            {
                Volatile.Write(ref _answer, null);
            }
        }
    }

    /// <returns>Whether there was an answer to give up. A second Ctrl-C while it is being given up ends the talk.</returns>
    private bool GiveUp()
    {
        if (Volatile.Read(ref _answer) is not { IsCancellationRequested: false } answer)
        {
            return false;
        }

        try
        {
            answer.Cancel();
            return true;
        }
        catch (ObjectDisposedException)
        {
            return false; // The answer came at the same moment.
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
