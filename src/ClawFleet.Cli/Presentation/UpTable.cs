using ClawFleet.Cli.Terminal;
using ClawFleet.Hosting;

namespace ClawFleet.Cli.Presentation;

/// <summary>What <c>up</c> came to: the table as data, the reasons of failures as talk.</summary>
internal static class UpTable
{
    public static void Write(CliConsole console, UpResult result)
    {
        var paint = console.OutPaint;
        var table = new TextTable("MEMBER", "RUNTIME", "STATE", "HEALTH", "ADDRESS", "HEALTHY AFTER");
        foreach (var member in result.Members)
        {
            var health = Health(member.State);
            table.Add(
                member.Member,
                member.Simulated ? $"{member.Runtime} (simulated)" : member.Runtime,
                new(member.State.Word(), StateColours.Colour(paint, member.State)),
                new(health, StateColours.HealthColour(paint, health)),
                member.Address ?? "-",
                member.TimeToHealthy is { } time ? Durations.Short(time) : "-");
        }

        table.WriteTo(console.Out, paint.Bold);
        console.Out.Flush();
        if (result.Members.Any(member => member.Simulated))
        {
            console.Error.WriteLine(console.ErrorPaint.Yellow(
                "simulated: upstream's program is not in this container. ClawFleet's simulator reads the same configuration and answers on the same ports, without a model."));
        }
    }

    /// <summary>For each member that is not well: why, and the end of its output.</summary>
    public static void WriteFailures(CliConsole console, UpResult result)
    {
        var paint = console.ErrorPaint;
        foreach (var member in result.Members.Where(member => member.State != MemberState.Running))
        {
            console.Error.WriteLine($"{paint.Red("failed:")} {paint.Bold(member.Member)}: {member.Failure ?? member.State.Word()}");
            foreach (var line in member.LastLines)
            {
                console.Error.WriteLine(paint.Dim($"  {member.Member} | {line}"));
            }
        }
    }

    private static string Health(MemberState state) => state switch
    {
        MemberState.Running => "healthy",
        MemberState.Starting or MemberState.Restarting => "starting",
        MemberState.Unhealthy => "unhealthy",
        _ => "-",
    };
}
