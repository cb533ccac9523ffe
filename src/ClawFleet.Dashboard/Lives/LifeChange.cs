namespace ClawFleet.Dashboard.Lives;

/// <summary>What can happen to a container; and that nobody looked any more.</summary>
internal enum LifeChange { Created, Started, Checking, Healthy, Unhealthy, OutOfMemory, Ended, Stopped, Removed, Unwatched }
