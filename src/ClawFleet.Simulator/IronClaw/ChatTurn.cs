using System.Text.Json.Nodes;

namespace ClawFleet.Simulator.IronClaw;

/// <summary>One question with its answer.</summary>
/// <param name="Id">Id of the response, <c>resp_…</c> or <c>chatcmpl-…</c>.</param>
/// <param name="PreviousId">The response it continues, or null.</param>
/// <param name="Number">Place in its conversation, from 1.</param>
/// <param name="CreatedAt">Unix time in seconds.</param>
internal sealed record ChatTurn(string Id, string? PreviousId, int Number, string Model, string Input, string Output, long CreatedAt)
{
    public string ToJson() => new JsonObject
    {
        ["id"] = Id,
        ["previous_id"] = PreviousId,
        ["number"] = Number,
        ["model"] = Model,
        ["input"] = Input,
        ["output"] = Output,
        ["created_at"] = CreatedAt,
        ["simulated"] = true,
    }.ToJsonString();

    public static ChatTurn? FromJson(string json) => JsonNode.Parse(json) is not JsonObject turn ? null : new(
        turn["id"]!.GetValue<string>(), turn["previous_id"]?.GetValue<string>(), turn["number"]!.GetValue<int>(), turn["model"]!.GetValue<string>(),
        turn["input"]!.GetValue<string>(), turn["output"]!.GetValue<string>(), turn["created_at"]!.GetValue<long>());
}
