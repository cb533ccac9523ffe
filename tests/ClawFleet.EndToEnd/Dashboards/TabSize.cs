using Microsoft.Playwright;

namespace ClawFleet.EndToEnd.Dashboards;

/// <summary>What a tab holds once its garbage is collected.</summary>
/// <param name="Nodes">Of documents, those that nothing shows any more among them.</param>
/// <param name="Listeners">Of scripts.</param>
/// <param name="HeapBytes">Of scripts.</param>
internal sealed record TabSize(long Nodes, long Listeners, long HeapBytes)
{
    public static async Task<TabSize> OfAsync(IPage page)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("Performance.enable");
        await session.SendAsync("HeapProfiler.collectGarbage");
        var metrics = (await session.SendAsync("Performance.getMetrics"))!.Value.GetProperty("metrics").EnumerateArray().ToDictionary(m => m.GetProperty("name").GetString()!, m => (long)m.GetProperty("value").GetDouble());
        await session.DetachAsync();
        return new TabSize(metrics["Nodes"], metrics["JSEventListeners"], metrics["JSHeapUsedSize"]);
    }
}
