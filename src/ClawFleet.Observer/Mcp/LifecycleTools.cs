using System.ComponentModel;
using ClawFleet.Hosting;
using ModelContextProtocol;

namespace ClawFleet.Observer.Mcp;

/// <summary>What changes the fleet. Data is never removed here.</summary>
internal sealed class LifecycleTools(FleetHost host, string fleet)
{
    private const string Name = "The member's name as list_members has it.";

    [Description("Stops a member and starts it again, and returns when it is healthy or has failed. What it was doing is lost; its data is kept.")]
    public Task<string> RestartMemberAsync([Description(Name)] string member, CancellationToken ct) =>
        DoAsync(() => host.RestartAsync(fleet, [member], new Unheard(), ct), $"{member} is running");

    [Description("Stops a member until it is started again. What it was doing is lost; its container and data are kept.")]
    public Task<string> StopMemberAsync([Description(Name)] string member, CancellationToken ct) =>
        DoAsync(() => host.StopAsync(fleet, [member], new Unheard(), ct), $"{member} is stopped; start_member starts it again");

    [Description("Starts a member that is stopped, and returns when it is healthy or has failed. One that runs is left as it is.")]
    public async Task<string> StartMemberAsync([Description(Name)] string member, CancellationToken ct)
    {
        var members = await Answer.AskAsync(() => host.ListAsync(fleet, ct)).ConfigureAwait(false);
        return members.Any(m => m.Name == member && m.State.IsUp())
            ? $"{member} runs already"
            : await DoAsync(() => host.RestartAsync(fleet, [member], new Unheard(), ct), $"{member} is running").ConfigureAwait(false);
    }

    private async Task<string> DoAsync(Func<Task<FleetResult>> verb, string done)
    {
        var mask = host.MaskOf(fleet);
        var result = await Answer.AskAsync(verb).ConfigureAwait(false);
        var lines = result.Members.Where(m => m.Failure is not null).SelectMany(m => m.LastLines).ToList();
        return result.Succeeded ? done
            : throw new McpException(Answer.Shortened(mask($"{result.Failure}.{(lines.Count == 0 ? "" : "\nIts last lines:\n" + string.Join('\n', lines))}")));
    }

    private sealed class Unheard : IProgress<FleetEvent>
    {
        public void Report(FleetEvent value)
        {
            // The result says it; the trace of it is in the record.
        }
    }
}
