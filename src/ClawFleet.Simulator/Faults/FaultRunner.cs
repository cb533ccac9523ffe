namespace ClawFleet.Simulator.Faults;

/// <summary>Makes the faults that need a clock or a loop of their own.</summary>
internal static class FaultRunner
{
    /// <summary>Runs beside the server until <paramref name="stop"/>.</summary>
    public static async Task RunAsync(FaultSwitch fault, CancellationToken stop)
    {
        switch (fault.Kind)
        {
            case FaultKind.Exit:
                await Task.Delay(fault.After, stop).ConfigureAwait(false);
                Talk.Error($"exiting with {fault.ExitCode} ({FaultSwitch.Variable})");
                Environment.Exit(fault.ExitCode);
                break;
            case FaultKind.LogFlood:
                await FloodAsync(stop).ConfigureAwait(false);
                break;
        }
    }

    private static async Task FloodAsync(CancellationToken stop)
    {
        await Task.Yield(); // a full pipe blocks the write, and must not block the start
        var output = Console.OpenStandardOutput();
        await using (output.ConfigureAwait(false))
        {
            var line = "flood: the quick brown fox jumps over the lazy dog, again and again and again\n"u8.ToArray();
            var block = new byte[line.Length * 64];
            for (var i = 0; i < block.Length; i += line.Length) line.CopyTo(block, i);
            while (!stop.IsCancellationRequested)
            {
                // A reader that does not read must not hold the stop up: the write is abandoned with the process.
                await output.WriteAsync(block, stop).ConfigureAwait(false);
                await Task.Yield();
            }
        }
    }
}
