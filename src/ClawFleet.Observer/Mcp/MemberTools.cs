using System.ComponentModel;
using System.Text.Json.Nodes;
using ClawFleet.Engine;
using ClawFleet.Hosting;
using ClawFleet.Model.Plans;
using ClawFleet.Model.Resolution;
using ClawFleet.Runtimes;
using ModelContextProtocol;

namespace ClawFleet.Observer.Mcp;

/// <summary>The members as they are, and what they were given.</summary>
internal sealed class MemberTools(FleetHost host, string fleet)
{
    [Description("The fleet's members and sidecars as they are now: runtime, whether simulated, state, health, address, and why one does not run.")]
    public async Task<string> ListMembersAsync(CancellationToken ct)
    {
        var members = await Answer.AskAsync(() => host.ListAsync(fleet, ct)).ConfigureAwait(false);
        var answer = new JsonObject
        {
            ["fleet"] = fleet,
            ["members"] = new JsonArray([.. members.Select(Row)]),
        };
        if (members.Count == 0)
        {
            answer["note"] = $"The fleet is not up; 'clawden up' starts it.";
        }

        return Answer.Of(answer, "members", host.MaskOf(fleet));
    }

    [Description("What a member's container was made from: image, environment, mounts, networks, limits, health check, and the member's own settings (spec). Secrets are named, never shown.")]
    public async Task<string> MemberConfigAsync([Description("The member's name as list_members has it.")] string member, CancellationToken ct)
    {
        var containers = await Answer.AskAsync(() => host.Engine.ListContainersAsync(new ContainerListQuery(All: true, [$"{FleetLabels.Fleet}={fleet}"]), ct)).ConfigureAwait(false);
        var container = containers.FirstOrDefault(c => c.Name == $"{fleet}-{member}")
            ?? throw new McpException($"The fleet '{fleet}' has no member named {member}; it has {string.Join(", ", containers.Select(c => c.Name[(fleet.Length + 1)..]).Order(StringComparer.Ordinal))}.");
        if (container.Labels.GetValueOrDefault(FleetLabels.Plan) is not { Length: > 0 } text || JsonNode.Parse(text) is not JsonObject plan)
        {
            throw new McpException($"The container of {member} does not say what it was made from; another version of clawden made it.");
        }

        if (plan["environment"] is JsonObject environment && environment[MemberSpecJson.EnvironmentVariable] is { } spec)
        {
            environment.Remove(MemberSpecJson.EnvironmentVariable);
            plan["spec"] = JsonNode.Parse(spec.GetValue<string>());
        }

        HideSecrets(plan);
        return Answer.Of(new JsonObject { ["member"] = member, ["config"] = new JsonArray(plan) }, "config", host.MaskOf(fleet));
    }

    private static JsonNode Row(MemberStatus member) => new JsonObject
    {
        ["name"] = member.Name,
        ["role"] = member.Role,
        ["runtime"] = member.Runtime,
        ["simulated"] = member.Simulated,
        ["state"] = member.State.Word(),
        ["health"] = member.Health,
        ["address"] = member.Address,
        ["startedAt"] = member.StartedAt?.UtcDateTime.ToString("O"),
        ["exitCode"] = member.ExitCode,
        ["reason"] = member.Reason,
    };

    /// <summary>What has a secret's name is hidden whatever it is; a reference to a secret is none.</summary>
    private static void HideSecrets(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                foreach (var (key, value) in map.ToList())
                {
                    if (value is JsonValue single && single.TryGetValue<string>(out var text) && (SecretNames.LooksSecret(key) || SecretNames.SoundsSecret(key)) && !SecretRef.TryParse(text, out _))
                    {
                        map[key] = "***";
                    }
                    else
                    {
                        HideSecrets(value);
                    }
                }

                break;
            case JsonArray list:
                foreach (var item in list)
                {
                    HideSecrets(item);
                }

                break;
        }
    }
}
