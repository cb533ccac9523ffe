namespace ClawFleet.Init.Tests.Support;

/// <summary>A run that is over.</summary>
internal sealed record Finished(int Code, string Output, string Error, int ProcessId)
{
    /// <summary>The one line of stderr.</summary>
    public string OneLine
    {
        get
        {
            var lines = Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Single(lines);
            Assert.StartsWith("clawinit: ", lines[0], StringComparison.Ordinal);
            return lines[0]["clawinit: ".Length..];
        }
    }
}
