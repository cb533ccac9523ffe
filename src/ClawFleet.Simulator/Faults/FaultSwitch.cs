using System.Globalization;

namespace ClawFleet.Simulator.Faults;

/// <summary>A fault a test asks for through <c>CLAWSIM_FAULT</c>. Nothing is ever faulty without that variable.</summary>
/// <param name="Kind">What goes wrong.</param>
/// <param name="ExitCode">For <see cref="FaultKind.Exit"/>.</param>
/// <param name="After">From the start of the process until it goes wrong.</param>
internal sealed record FaultSwitch(FaultKind Kind, int ExitCode, TimeSpan After)
{
    public const string Variable = "CLAWSIM_FAULT";

    public static FaultSwitch None { get; } = new(FaultKind.None, 0, TimeSpan.Zero);

    /// <exception cref="StartRefusedException">The text names no fault.</exception>
    public static FaultSwitch Parse(string? text)
    {
        if (string.IsNullOrEmpty(text)) return None;
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var head = at < 0 ? text : text[..at];
        var colon = head.IndexOf(':', StringComparison.Ordinal);
        var (name, argument) = colon < 0 ? (head, null) : (head[..colon], head[(colon + 1)..]);
        var after = at < 0 ? (TimeSpan?)null : Seconds(text[(at + 1)..]);
        return (name, argument, after) switch
        {
            ("exit", { } code, _) when byte.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var exitCode) => new(FaultKind.Exit, exitCode, after ?? TimeSpan.Zero),
            ("never-healthy", null, null) => new(FaultKind.Unhealthy, 0, TimeSpan.Zero),
            ("unhealthy", null, { } since) => new(FaultKind.Unhealthy, 0, since),
            ("slow-start", { } wait, null) => new(FaultKind.SlowStart, 0, Seconds(wait)),
            ("ignore-sigterm", null, null) => new(FaultKind.IgnoreSigterm, 0, TimeSpan.Zero),
            ("log-flood", null, null) => new(FaultKind.LogFlood, 0, TimeSpan.Zero),
            _ => throw Unknown(),
        };

        TimeSpan Seconds(string number) => double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds) : throw Unknown();

        StartRefusedException Unknown() => new(
            $"clawsim: {Variable}='{text}' is no fault. Known: exit:CODE[@SECONDS], never-healthy, unhealthy@SECONDS, slow-start:SECONDS, ignore-sigterm, log-flood.", 2);
    }

    /// <summary>Whether the health answer is to be 503 now.</summary>
    /// <param name="uptime">Since the start of the process.</param>
    public bool HidesHealth(TimeSpan uptime) => Kind == FaultKind.Unhealthy && uptime >= After;
}
