namespace ClawFleet.Bench.Subjects;

/// <summary>Asks every member's health until all have answered 200.</summary>
internal static class HealthPoll
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero }) { Timeout = TimeSpan.FromSeconds(5) };

    public static Task AllAsync(IEnumerable<int> ports) => Task.WhenAll(ports.Select(OneAsync));

    public static async Task OneAsync(int port)
    {
        var until = DateTimeOffset.UtcNow + Deadline;
        while (true)
        {
            try
            {
                using var response = await Http.GetAsync(new Uri($"http://127.0.0.1:{port}/health"));
                if (response.IsSuccessStatusCode) return;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // Not there yet.
            }
            if (DateTimeOffset.UtcNow > until) throw new TimeoutException($"port {port} never became healthy");
            await Task.Delay(Pause);
        }
    }
}
