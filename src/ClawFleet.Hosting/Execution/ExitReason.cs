using System.Globalization;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting.Execution;

/// <summary>An exit code in words.</summary>
internal static class ExitReason
{
    /// <param name="plan">For the memory limit in the message; null when unknown.</param>
    public static string Describe(int code, bool outOfMemory, ContainerPlan? plan) =>
        outOfMemory ? $"exited ({code}): out of memory{Limit(plan)}; raise `resources.memory`" : Meaning(code) is { } meaning ? $"exited ({code}): {meaning}" : $"exited ({code})";

    /// <summary>Codes of sysexits.h (what clawinit uses), of shells and of signals.</summary>
    private static string? Meaning(int code) => code switch
    {
        0 => "it ended by itself",
        64 => "wrong usage",
        66 => "an input is missing",
        69 => "something it needs is unavailable",
        73 => "a file cannot be created",
        77 => "no permission",
        78 => "configuration refused",
        125 => "the engine could not start it",
        126 => "the program is not executable",
        127 => "the program is not there",
        132 => "illegal instruction (another CPU architecture?)",
        134 => "aborted",
        137 => "killed",
        139 => "segmentation fault",
        143 => "terminated",
        _ => null,
    };

    private static string Limit(ContainerPlan? plan) => plan is null ? "" : string.Create(CultureInfo.InvariantCulture, $" (limit {plan.Limits.MemoryBytes / 1048576.0:0.#} MiB)");
}
