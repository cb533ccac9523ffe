using System.Collections.Immutable;
using ClawFleet.Hosting;
using ClawFleet.Runtimes;

namespace ClawFleet.Cli.Channels;

/// <summary>One channel instance as <c>clawden channels</c> shows it; with <c>--json</c> every key is always there.</summary>
/// <param name="AllowedUsers">Who may talk to it: null when the file names nobody, <c>["*"]</c> for everybody.</param>
/// <param name="AllowedRoles">Null when the file says nothing of roles.</param>
/// <param name="AllowedChannels">Rooms; null when the file says nothing of them.</param>
/// <param name="GroupMode">As the file says it; null when it does not.</param>
/// <param name="Credentials">Fields that hold a secret, such as <c>token</c>. Never a value.</param>
/// <param name="State">The member's state as <c>ps</c> says it; null while the fleet is not up.</param>
/// <param name="Health">The member's health; null where there is none.</param>
internal sealed record ChannelRow(
    string Name, string Type, string Member, string Runtime, bool Simulated, ImmutableArray<string>? AllowedUsers, ImmutableArray<string>? AllowedRoles, ImmutableArray<string>? AllowedChannels,
    string? GroupMode, ImmutableArray<string> Credentials, string? State, string? Health)
{
    /// <param name="status">Null while the fleet is not up.</param>
    public static IEnumerable<ChannelRow> Of(MemberSpec spec, string member, bool simulated, MemberStatus? status) => spec.Channels.Select(channel => new ChannelRow(
        channel.Name, channel.Type, member, spec.Runtime, simulated, channel.AllowedUsers, channel.AllowedRoles, channel.AllowedChannels, channel.GroupMode,
        [.. channel.Fields.Where(f => f.Value?.ToJsonString().Contains(SecretRef.Scheme, StringComparison.Ordinal) == true).Select(f => f.Key)], status?.State.Word(), status?.Health));

    /// <summary>Who may talk to it, in a few words.</summary>
    public string Audience
    {
        get
        {
            var parts = new List<string>();
            Add(AllowedUsers, "user");
            Add(AllowedRoles, "role");
            Add(AllowedChannels, "room");
            return parts.Count == 0 ? "nobody" : string.Join(", ", parts);

            void Add(ImmutableArray<string>? names, string noun)
            {
                if (names is { Length: > 0 } some)
                {
                    parts.Add(some is ["*"] ? noun == "user" ? "everybody" : $"every {noun}" : $"{some.Length} {noun}{(some.Length == 1 ? "" : "s")}");
                }
            }
        }
    }
}
