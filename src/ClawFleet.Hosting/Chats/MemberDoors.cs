using ClawFleet.Engine;
using ClawFleet.Model.Plans;
using ClawFleet.Runtimes;

namespace ClawFleet.Hosting;

/// <summary>Finds members by the engine's labels, and their tokens in the host's own places.</summary>
internal sealed class MemberDoors(IContainerEngine engine, FleetHostOptions options)
{
    // Sections of native configuration in which the runtimes keep their models.
    private static readonly string[] ModelWords = ["agent", "llm", "model", "provider"];

    /// <param name="name">A member, a replica, or the name that replicas share: then the first healthy one.</param>
    /// <returns>Null when the fleet has no member on the engine.</returns>
    /// <exception cref="UnknownMemberException">The fleet has other members.</exception>
    public async Task<MemberDoor?> FindAsync(string fleet, string name, CancellationToken ct)
    {
        var statuses = await new FleetStatus(engine, options).ListAsync(fleet, ct).ConfigureAwait(false);
        var members = statuses.Where(s => s.Role == "member").ToList();
        if (members.Count == 0)
        {
            return null;
        }

        var status = members.Find(s => s.Name == name) ?? Replica(members, name)
            ?? throw new UnknownMemberException($"{(statuses.Any(s => s.Name == name) ? $"{name} is a member's sidecar and cannot be talked to" : $"fleet {fleet} has no member {name}")}; there are: {string.Join(", ", members.Select(s => s.Name))}");

        var details = await engine.InspectContainerAsync(status.ContainerId, ct).ConfigureAwait(false);
        var plan = GivenPlan.Of(details.Labels);
        var spec = plan is not null && plan.Environment.TryGetValue(MemberSpecJson.EnvironmentVariable, out var json) ? TryRead(json) : null;
        return new MemberDoor(status, spec, spec?.ApiToken is { } reference && SecretRef.TryParse(reference, out var token) ? Token(fleet, status.ContainerName, token) : null)
        {
            Address = status.Address is { } published ? new Uri(published)
                : spec is not null && details.NetworkAddresses.TryGetValue(fleet, out var own) && own.Length > 0 ? new UriBuilder("http", own, spec.Port).Uri
                : null,
            HasModel = spec is null ? null : spec.Provider is not null ? true : spec.Model is not null || SaysModel(plan!, spec) ? null : false,
        };
    }

    private static MemberStatus? Replica(List<MemberStatus> members, string name)
    {
        var replicas = members.Where(s => s.Name.StartsWith(name + "-", StringComparison.Ordinal) && int.TryParse(s.Name.AsSpan(name.Length + 1), out _)).OrderBy(s => s.Name.Length).ThenBy(s => s.Name, StringComparer.Ordinal).ToList();
        return replicas.Find(s => s is { State: MemberState.Running, Health: "healthy" or null }) ?? replicas.FirstOrDefault();
    }

    /// <summary>Whether a model may have come by native keys or by the environment, which only the runtime can judge.</summary>
    private static bool SaysModel(ContainerPlan plan, MemberSpec spec) =>
        spec.Config?.Any(entry => ModelWords.Any(word => entry.Key.Contains(word, StringComparison.OrdinalIgnoreCase))) == true
        || plan.Environment.Keys.Any(k => k.StartsWith("CLAWFLEET_CONFIG__", StringComparison.Ordinal) || k.StartsWith("CLAWDEN_LLM_", StringComparison.Ordinal) || k.EndsWith("_API_KEY", StringComparison.Ordinal));

    /// <summary>The file that the container itself reads, or the store it came from: the former is gone after a restart of the machine.</summary>
    private string? Token(string fleet, string container, SecretRef token)
    {
        try
        {
            var file = Path.Combine(new SecretFiles(options.SecretsRoot, fleet).FolderOf(container), token.FileName);
            return File.Exists(file) ? File.ReadAllText(file) : new GeneratedSecretStore(new FleetStateFolder(options.StateRoot, fleet)).Find(token.Name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // Another user's fleet.
        }
    }

    private static MemberSpec? TryRead(string json)
    {
        try
        {
            return MemberSpecJson.Read(json);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
