using System.Text.Json.Nodes;
using ClawFleet.Dashboard.Changes;
using ClawFleet.Model.Diagnostics;

namespace ClawFleet.Dashboard.Api;

/// <summary>What the file says beside what runs, as the API's JSON.</summary>
internal static class ChangeShapes
{
    public static JsonObject Changes(FileComparison comparison, ChangeRun? run) => new()
    {
        ["file"] = comparison.File,
        ["state"] = comparison.Verdict switch { FileVerdict.Same => "same", FileVerdict.Differs => "differs", FileVerdict.Faulty => "faulty", _ => "no-file" },
        ["version"] = comparison.Version,
        ["changes"] = new JsonArray([.. comparison.Changes.Select(c => new JsonObject { ["member"] = c.Member, ["verb"] = c.Verb, ["target"] = c.Target, ["cause"] = c.Cause })]),
        ["faults"] = new JsonArray([.. comparison.Faults.Select(Fault)]),
        ["problem"] = comparison.Problem,
        ["last"] = run is null ? null : new JsonObject
        {
            ["member"] = run.Member,
            ["started"] = run.Started.ToUniversalTime().ToString("O"),
            ["ended"] = run.Ended?.ToUniversalTime().ToString("O"),
            ["failure"] = run.Failure,
            ["lines"] = new JsonArray([.. run.Lines.Select(l => JsonValue.Create(l))]),
        },
    };

    private static JsonObject Fault(Diagnostic fault) => new()
    {
        ["code"] = fault.Code,
        ["severity"] = fault.Severity == Severity.Error ? "error" : "warning",
        ["file"] = fault.Span?.File,
        ["line"] = fault.Span?.Line,
        ["column"] = fault.Span?.Column,
        ["what"] = fault.What,
        ["why"] = fault.Why,
        ["remedy"] = fault.Remedy,
    };
}
