using System.Collections.Immutable;
using System.Globalization;
using ClawFleet.Model.Catalogue;
using ClawFleet.Model.Diagnostics;
using ClawFleet.Model.Documents;
using ClawFleet.Model.Environments;
using ClawFleet.Model.Parsing;
using ClawFleet.Model.Planning;
using ClawFleet.Model.Resolution;
using ClawFleet.Model.Schema;
using ClawFleet.Model.Validation;
using ClawFleet.Runtimes;

namespace ClawFleet.Model.Building;

/// <summary>The checked tree to the document: members, then what they refer to, then what must hold between them.</summary>
internal sealed class DocumentBuilder(YamlMapping root, string path, RuntimeCatalogue catalogue, Func<string, IRuntimeAdapter?> adapters, DiagnosticBag faults)
{
    public FleetDocument? Build(VariableSet variables, IReadOnlySet<string> secretVariables, IReadOnlyCollection<string> chosen)
    {
        var secrets = new SecretRegistry();
        var resolver = new Resolver(variables, secrets, secretVariables, faults);
        var fleet = new MapReader(root, "", resolver, needed: true);
        var name = Name(fleet, path);
        Mode(fleet);
        var isInternal = fleet.Child("network")?.Flag("internal") ?? false;
        var members = MemberList.Read(root, resolver, catalogue, chosen);
        Reserve(members, secrets);
        var channels = ChannelBuilder.Declare(root.Find("channels")?.Value as YamlMapping, resolver);
        var owners = Assign(members, channels, resolver);
        var providers = new ProviderBuilder(root.Find("providers")?.Value as YamlMapping, resolver, NeededProviders(members), isInternal);

        var built = ImmutableArray.CreateBuilder<MemberDeclaration>(members.Length);
        var builtChannels = new List<BuiltChannel>(channels.Length);
        var memberBuilder = new MemberBuilder(name, FolderOf(path), catalogue, resolver, providers);
        var channelBuilder = new ChannelBuilder(resolver);
        foreach (var entry in members)
        {
            var own = owners[entry.Name].Select(c => channelBuilder.Build(c, entry.Prefix, entry.Chosen)).OfType<BuiltChannel>().ToList();
            builtChannels.AddRange(own);
            built.Add(memberBuilder.Build(entry, own));
        }

        if (!members.IsEmpty)
        {
            providers.WarnOfUnused();
        }

        UniqueCredentials.Check(builtChannels.OrderBy(c => c.Entry.Span.Line).ThenBy(c => c.Entry.Span.Column), faults);
        Deliver(members, built);
        if (isInternal)
        {
            RefusePorts(members);
            WarnOfThisMachine(members, built);
        }

        if (members.IsEmpty)
        {
            return null;
        }

        var telemetry = fleet.Child("telemetry") is { } forwarded ? new TelemetryBuilder(forwarded).Build() : null;
        var document = new FleetDocument(secrets.Literals)
        {
            Name = name,
            Path = path.StartsWith('<') ? path : Path.GetFullPath(path),
            Members = built.ToImmutable(),
            InternalNetwork = isInternal,
            Telemetry = telemetry,
            Dashboard = fleet.Child("dashboard") is { } dashboard ? DashboardBuilder.Build(dashboard) : null,
            Secrets = secrets.All,
        };
        if (!faults.HasErrors)
        {
            // Ports that collide are a fault of the file, so they are told with the others and not only when it is planned.
            PortAllocation.For(document, faults);
        }

        return document;
    }

    /// <summary>The fleet's name as the file says it, or the slug of its folder's name.</summary>
    public static string Name(MapReader fleet, string path)
    {
        if (fleet.Plain("name") is not { } name)
        {
            return FleetNames.Slug(Path.GetFileName(Path.TrimEndingDirectorySeparator(FolderOf(path))));
        }

        if (!FleetNames.IsValid(name.Text))
        {
            fleet.Error(DiagnosticCodes.BadName, name.Span, $"`{name.Text}` cannot be a fleet's name", FleetNames.Rule, $"write `{FleetNames.Slug(name.Text)}`");
        }

        return name.Text;
    }

    private static string FolderOf(string path) => path.StartsWith('<') ? Directory.GetCurrentDirectory() : Path.GetDirectoryName(Path.GetFullPath(path))!;

    private static void Mode(MapReader fleet)
    {
        if (fleet.Choice("mode", SchemaTable.Modes) == "direct")
        {
            fleet.Error(DiagnosticCodes.NotSupported, fleet.Scalar("mode")!.Span, "`mode: direct` is not there yet", "members run in containers only, where they are contained", "remove `mode:`, or write `docker`");
        }
    }

    private void Reserve(ImmutableArray<MemberEntry> members, SecretRegistry secrets)
    {
        foreach (var member in members)
        {
            for (var i = 1; i <= member.Replicas; i++)
            {
                var name = member.Replicas == 1 ? member.Name : string.Create(CultureInfo.InvariantCulture, $"{member.Name}-{i}");
                secrets.Reserve(MemberIdentity.ApiToken(name));
                secrets.Reserve(MemberIdentity.DatabasePassword(name));
                foreach (var tool in catalogue.Tools.Values.Where(t => t.PasswordFileVariable is not null))
                {
                    secrets.Reserve(MemberIdentity.ToolPassword(name, tool.Name));
                }
            }
        }
    }

    /// <summary>Gives each channel to its member: all to the one of the single form, else to the one that lists it.</summary>
    private Dictionary<string, List<ChannelEntry>> Assign(ImmutableArray<MemberEntry> members, ImmutableArray<ChannelEntry> channels, Resolver resolver)
    {
        if (members is [{ Fleet: null } only])
        {
            return new(StringComparer.Ordinal) { [only.Name] = [.. channels] };
        }

        var byName = channels.ToDictionary(c => c.Name, StringComparer.Ordinal);
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        var assigned = new Dictionary<string, List<ChannelEntry>>(StringComparer.Ordinal);
        foreach (var member in members)
        {
            var own = assigned[member.Name] = [];
            foreach (var listed in new MapReader(member.Map, member.Place, resolver, needed: true).List("channels") ?? [])
            {
                if (!byName.TryGetValue(listed.Text, out var channel))
                {
                    var near = Suggestion.For(listed.Text, byName.Keys);
                    faults.Error(DiagnosticCodes.UndefinedChannel, listed.Span, $"{member.Name} answers on the channel `{listed.Text}`, which is not defined", null,
                        near is null ? $"add `{listed.Text}` below `channels:`" : $"did you mean `{near}`?");
                }
                else if (owners.TryGetValue(listed.Text, out var owner))
                {
                    faults.Error(DiagnosticCodes.SharedChannel, listed.Span, owner == member.Name ? $"{member.Name} lists the channel `{listed.Text}` twice" : $"the channel `{listed.Text}` already belongs to {owner}",
                        "an instance belongs to exactly one member", owner == member.Name ? "remove one of the two" : "define another instance with a bot of its own");
                }
                else
                {
                    owners.Add(listed.Text, member.Name);
                    own.Add(channel);
                }

                if (member.Replicas > 1)
                {
                    faults.Error(DiagnosticCodes.SharedChannel, listed.Span, $"all {member.Replicas} replicas of {member.Name} would answer on `{listed.Text}`", "an instance belongs to exactly one member",
                        "remove `replicas:`, or the channel");
                }
            }
        }

        if (!members.IsEmpty)
        {
            foreach (var channel in channels.Where(c => !owners.ContainsKey(c.Name)))
            {
                faults.Warning(DiagnosticCodes.UnassignedChannel, channel.Span, $"nobody answers on the channel `{channel.Name}`", "no member lists it", $"add it to a member: `channels: [{channel.Name}]`, or remove it");
            }
        }

        return assigned;
    }

    private static HashSet<string> NeededProviders(ImmutableArray<MemberEntry> members)
        => members.Where(m => m.Chosen).Select(m => (m.Map.Find("provider")?.Value as YamlScalar)?.Text).OfType<string>().ToHashSet(StringComparer.Ordinal);

    private void Deliver(ImmutableArray<MemberEntry> members, ImmutableArray<MemberDeclaration>.Builder built)
    {
        var delivery = new Delivery(root, adapters, faults);
        for (var i = 0; i < members.Length; i++)
        {
            if (members[i].Chosen && catalogue.Find(built[i].Runtime) is { IsService: false } entry)
            {
                delivery.Check(members[i], MemberIdentity.Give(built[i].Spec, members[i].Name, entry, catalogue));
            }
        }
    }

    /// <summary>A provider there is refused with the providers; elsewhere the name may be in a text that nobody connects by.</summary>
    private void WarnOfThisMachine(ImmutableArray<MemberEntry> members, ImmutableArray<MemberDeclaration>.Builder built)
    {
        for (var i = 0; i < members.Length; i++)
        {
            var said = built[i].Environment.Values.Append(MemberSpecJson.Write(built[i].Spec with { Provider = null }));
            if (members[i].Chosen && said.Any(HostGateway.IsNamed))
            {
                faults.Warning(DiagnosticCodes.LoopbackUrl, members[i].Span, $"{members[i].Name} is told of {HostGateway.Name}, and does not reach it", "`network.internal` leaves no route to this machine",
                    "run that server in a container on the fleet's network and give its address, or remove `internal: true`");
            }
        }
    }

    private void RefusePorts(ImmutableArray<MemberEntry> members)
    {
        foreach (var ports in members.Select(m => m.Map.Find("ports")).OfType<YamlEntry>())
        {
            faults.Error(DiagnosticCodes.NotSupported, ports.Key.Span, "an internal network publishes no ports", "`network.internal` leaves no route to it", "remove `ports:`, or `internal: true`");
        }
    }
}
