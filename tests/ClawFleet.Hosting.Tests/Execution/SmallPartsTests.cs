using ClawFleet.Hosting.Execution;
using ClawFleet.Hosting.Ports;
using ClawFleet.Hosting.Supervision;
using ClawFleet.Hosting.Tests.Support;

namespace ClawFleet.Hosting.Tests.Execution;

public sealed class SmallPartsTests
{
    [Theory]
    [InlineData(78, false, "exited (78): configuration refused")]
    [InlineData(137, false, "exited (137): killed")]
    [InlineData(137, true, "exited (137): out of memory (limit 64 MiB); raise `resources.memory`")]
    [InlineData(3, false, "exited (3)")]
    public void Exit_codes_are_said_in_words(int code, bool outOfMemory, string words) => Assert.Equal(words, ExitReason.Describe(code, outOfMemory, Plans.Member("one", 1).Main));

    [Fact]
    public void Back_off_doubles_up_to_a_minute() =>
        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60], Enumerable.Range(1, 8).Select(i => BackOff.After(i, SupervisionOptions.Default).TotalSeconds));

    [Fact]
    public void Listening_sockets_are_found_in_the_kernels_table()
    {
        string[] table =
        [
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
            "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4242 1 0000000000000000 100 0 0 10 0",
            "   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 4243 1 0000000000000000 100 0 0 10 0",
        ];
        Assert.Equal(["4242"], PortHolder.ListeningInodes(table, 8080));
        Assert.Empty(PortHolder.ListeningInodes(table, 8081));
    }

    [Fact]
    public void An_engine_that_may_not_raise_its_limit_has_a_ceiling()
    {
        string[] limits = ["Limit                     Soft Limit           Hard Limit           Units     ", "Max open files            20000                20000                files     "];
        Assert.Equal(20000, OpenFilesCeiling.Ceiling(["CapEff:\t000001fffeffffff"], limits));
        Assert.Null(OpenFilesCeiling.Ceiling(["CapEff:\t000001ffffffffff"], limits));
        Assert.Null(OpenFilesCeiling.Ceiling([], limits));
    }

    [Fact]
    public async Task The_gate_lets_the_urgent_one_in_first()
    {
        var gate = new OperationGate(1);
        var ct = TestContext.Current.CancellationToken;
        await gate.EnterAsync(0, ct);
        var create = gate.EnterAsync(2, ct);
        var start = gate.EnterAsync(1, ct);
        using var given = new CancellationTokenSource();
        var givenUp = gate.EnterAsync(0, given.Token);
        await given.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => givenUp);

        gate.Leave();
        await start;
        Assert.False(create.IsCompleted);
        gate.Leave();
        await create;
    }
}
