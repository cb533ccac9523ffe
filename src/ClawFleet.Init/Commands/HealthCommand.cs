using System.Text.Json;
using System.Text.Json.Nodes;
using ClawFleet.Init.Health;
using ClawFleet.Init.Members;

namespace ClawFleet.Init.Commands;

/// <summary><c>clawinit health</c>: asks the member's own port. Exit 0 is healthy; otherwise one line on stdout says why not.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(4);

    public static int Run()
    {
        var port = Member.Read().Spec.Port;
        var answer = HttpProbe.AskAsync(port, "/health", Limit).GetAwaiter().GetResult();
        var fault = answer.Fault ?? Fault(answer);
        Output.Line(fault is null ? "healthy" : $"unhealthy: {fault}");
        return fault is null ? ExitCode.Ok : ExitCode.Failed;
    }

    // OpenClaw answers an unknown path with 200 and a web page, so the code alone tells nothing.
    private static string? Fault(ProbeAnswer answer) =>
        answer.Status != 200 ? $"/health answered {answer.Status}{Reason(answer.Body)}"
        : IsObject(answer.Body) ? null
        : "/health answered something else than JSON";

    private static string Reason(string body)
    {
        try
        {
            return JsonNode.Parse(body)?["reason"]?.ToString() is { Length: > 0 and < 300 } reason ? $": {reason.ReplaceLineEndings(" ")}" : "";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return "";
        }
    }

    private static bool IsObject(string body)
    {
        try
        {
            return JsonNode.Parse(body) is JsonObject;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
