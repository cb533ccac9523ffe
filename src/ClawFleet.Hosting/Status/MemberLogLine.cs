using ClawFleet.Engine;

namespace ClawFleet.Hosting;

/// <summary>One line of a member's output; known secrets are masked.</summary>
public sealed record MemberLogLine(string Member, OutputStream Stream, DateTimeOffset Timestamp, string Text);
