namespace ClawFleet.EndToEnd.Fixture;

/// <summary>Polls a condition until it holds or its deadline has passed.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public static Task HoldsAsync(string what, Func<bool> holds) => HoldsAsync(what, () => Task.FromResult(holds()));

    /// <param name="seen">What there is instead, for the message; null for nothing more to say.</param>
    public static async Task HoldsAsync(string what, Func<Task<bool>> holds, Func<string>? seen = null)
    {
        var deadline = DateTimeOffset.UtcNow + Limit;
        while (!await holds())
        {
            Assert.True(DateTimeOffset.UtcNow < deadline, $"not in time: {what}\n{seen?.Invoke()}");
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }
}
