namespace ClawFleet.Hosting.Images;

/// <summary>What the work on images has to say, as events of the fleet.</summary>
internal sealed class ImageProgress(IProgress<FleetEvent> target, TimeProvider time)
{
    private const int LongestLine = 160;

    public TimeProvider Time => time;

    public void Say(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        target.Report(new FleetEvent(FleetEventKind.ImageBuild, time.GetUtcNow(), null, line.Length <= LongestLine ? line : line[..(LongestLine - 1)] + "…"));
    }
}
