using System.Diagnostics;
using ClawFleet.Hosting.Reconciliation;

namespace ClawFleet.Hosting;

/// <summary>
/// What the orchestrator does, as .NET activities: a verb (<c>up</c>, <c>stop</c>, …), below it each step, operation and image. When nobody listens none is made.
/// </summary>
public static class FleetActivities
{
    /// <summary>Name of the ActivitySource (and of the Meter).</summary>
    public const string Name = "ClawFleet";

    internal const string FleetTag = "clawfleet.fleet";
    private const string MemberTag = "clawfleet.member";
    private const string CauseTag = "clawfleet.cause";

    private static readonly ActivitySource Source = new(Name);

    /// <summary>Begins a verb. <see cref="Of"/> says of which fleet it is, once that is known; the same verb of the host becomes one with it.</summary>
    /// <returns>Null when nobody listens.</returns>
    public static Activity? Begin(string verb) => Source.StartActivity(verb);

    public static void Of(this Activity? activity, string fleet) => activity?.SetTag(FleetTag, fleet);

    /// <summary>Does the work of a verb below an activity of it: the one under way, else a new one.</summary>
    /// <param name="failure">What went wrong though nothing was thrown; null for nothing.</param>
    internal static async Task<T> VerbAsync<T>(string verb, string fleet, Func<Task<T>> work, Func<T, string?> failure)
    {
        var outer = Current is { } now && now.OperationName == verb ? now : null;
        using var own = outer is null ? Source.StartActivity(verb, ActivityKind.Internal, default(ActivityContext), [new(FleetTag, fleet)]) : null;
        var activity = outer ?? own;
        activity.Of(fleet);
        try
        {
            var result = await work().ConfigureAwait(false);
            activity.Fail(failure(result));
            return result;
        }
        catch (Exception e)
        {
            activity.Fail(e);
            throw;
        }
    }

    /// <summary>A step that is no operation on the engine, such as planning or waiting for a lock.</summary>
    internal static async Task<T> StepAsync<T>(string name, Func<Task<T>> work)
    {
        using var activity = Source.StartActivity(name);
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            activity.Fail(e);
            throw;
        }
    }

    internal static Task StepAsync(string name, Func<Task> work) => StepAsync(name, async () =>
    {
        await work().ConfigureAwait(false);
        return true;
    });

    internal static Activity? Begin(Operation operation, SecretMasker masker) => Source.HasListeners()
        ? Source.StartActivity($"{operation.Verb} {operation.Target}")?
            .SetTag("clawfleet.verb", operation.Verb).SetTag("clawfleet.target", operation.Target).SetTag(MemberTag, operation.Member).SetTag(CauseTag, masker.Apply(operation.Cause))
        : null;

    /// <param name="what">build, pull, make.</param>
    internal static Activity? BeginImage(string what, string name, string reference) => Source.HasListeners()
        ? Source.StartActivity($"{what} image {name}")?.SetTag("container.image.name", reference)
        : null;

    /// <summary>The supervisor's bringing back of a member: a trace of its own, whatever is under way.</summary>
    internal static Activity? BeginRecovery(string fleet, string container, string member, string cause)
    {
        var around = Activity.Current;
        Activity.Current = null;
        var recovery = Source.HasListeners()
            ? Source.StartActivity($"recover {container}", ActivityKind.Internal, default(ActivityContext), [new(FleetTag, fleet), new(MemberTag, member), new(CauseTag, cause)])
            : null;
        Activity.Current = around;
        return recovery;
    }

    /// <summary>Something that happened within the step under way.</summary>
    internal static void Note(string text) => Current?.AddEvent(new ActivityEvent(text));

    internal static void Fail(this Activity? activity, string? why)
    {
        if (why is not null)
        {
            activity?.SetStatus(ActivityStatusCode.Error, why);
        }
    }

    internal static void Fail(this Activity? activity, Exception e) => activity.Fail(e is OperationCanceledException ? "cancelled" : e.Message);

    /// <summary>The step under way, if it is one of ours.</summary>
    private static Activity? Current => Activity.Current is { } now && now.Source.Name == Name ? now : null;
}
