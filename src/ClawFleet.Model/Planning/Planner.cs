using System.Collections.Immutable;
using System.Globalization;
using ClawFleet.Model.Catalogue;
using ClawFleet.Model.Diagnostics;
using ClawFleet.Model.Documents;
using ClawFleet.Model.Plans;

namespace ClawFleet.Model.Planning;

/// <summary>Document and catalogue to plan. Pure: no clock, no network, no engine; same input, same bytes.</summary>
public static class Planner
{
    /// <summary>Plans the chosen members; host ports are given out over all members, so that choosing one does not move it.</summary>
    /// <exception cref="ArgumentException"><see cref="PlanOptions.Images"/> lacks an image that the plan needs.</exception>
    public static PlanResult Plan(FleetDocument document, RuntimeCatalogue catalogue, PlanOptions options)
    {
        var faults = new DiagnosticBag();
        var ports = PortAllocation.For(document, faults);
        var members = ImmutableArray.CreateBuilder<MemberPlan>(document.Members.Length);
        var networks = ImmutableArray.CreateBuilder<NetworkPlan>();
        var volumes = ImmutableArray.CreateBuilder<VolumePlan>();
        var secrets = new Dictionary<string, SecretPlan>(StringComparer.Ordinal);
        networks.Add(new NetworkPlan(document.Name, document.InternalNetwork));
        for (var i = 0; i < document.Members.Length; i++)
        {
            var declaration = document.Members[i];
            if (!declaration.Chosen || catalogue.Find(declaration.Runtime) is not { } entry)
            {
                continue;
            }

            if (options.OciRuntimes is { } engine)
            {
                OciRuntimeCheck.Check(declaration, engine, faults);
            }

            var simulated = IsSimulated(declaration, entry, options, faults);
            for (var replica = 0; replica < declaration.Replicas; replica++)
            {
                var name = NameOf(declaration, replica);
                var planner = new MemberPlanner(document, catalogue, options, declaration, entry, name, simulated);
                members.Add(planner.Plan(ports.Of(i, replica)));
                networks.AddRange(planner.Networks);
                volumes.AddRange(planner.Volumes);
                foreach (var secret in planner.Secrets)
                {
                    secrets[secret.Name] = secret;
                }
            }
        }

        RefuseEqualNames(document, members, faults);
        var diagnostics = faults.ToImmutable(null, new SecretMask());
        if (faults.HasErrors)
        {
            return new PlanResult(null, diagnostics);
        }

        return new PlanResult(
            new FleetPlan
            {
                Fleet = document.Name,
                Source = document.Path,
                Members = members.ToImmutable(),
                Networks = networks.ToImmutable(),
                Volumes = volumes.ToImmutable(),
                Telemetry = document.Telemetry,
                Dashboard = document.Dashboard,
                Secrets = [.. secrets.Values.OrderBy(s => s.Name, StringComparer.Ordinal)],
            },
            diagnostics);
    }

    /// <summary>The replica's name: the member's own when there is one, else <c>name-1</c>, <c>name-2</c>, ….</summary>
    internal static string NameOf(MemberDeclaration declaration, int replica)
        => declaration.Replicas == 1 ? declaration.Name : string.Create(CultureInfo.InvariantCulture, $"{declaration.Name}-{replica + 1}");

    /// <summary>The sidecar of <c>a</c> and a member <c>a-postgres</c> would be one container.</summary>
    private static void RefuseEqualNames(FleetDocument document, ImmutableArray<MemberPlan>.Builder members, DiagnosticBag faults)
    {
        var holders = new Dictionary<string, MemberPlan>(StringComparer.Ordinal);
        foreach (var member in members)
        {
            foreach (var container in member.Containers)
            {
                if (!holders.TryAdd(container.Name, member))
                {
                    faults.Error(DiagnosticCodes.DuplicateMember, document.Members.First(m => m.Name == member.DeclaredName).Span,
                        $"{member.Name} and {holders[container.Name].Name} would both have a container called {container.Name}", "a sidecar is named after its member", "give one of them another name");
                }
            }
        }
    }

    private static bool IsSimulated(MemberDeclaration declaration, CatalogueEntry entry, PlanOptions options, DiagnosticBag faults)
    {
        var wanted = declaration.Simulate == SimulateMode.Always
            || (declaration.Simulate == SimulateMode.Missing && declaration.Image is null && options.MissingUpstreams.Contains(ImageNames.Key(entry.Name, ToolSet.Empty, declaration.Version)));
        if (wanted && !entry.HasSimulator)
        {
            // `missing` without a simulator is left to the image step, which says why upstream's image cannot be had.
            if (declaration.Simulate == SimulateMode.Always)
            {
                faults.Error(DiagnosticCodes.NoSimulator, declaration.Span, $"{declaration.Name} is to be simulated, and there is no simulator for {entry.Title}", null, "remove `simulate: always`, or write `simulate: missing`");
            }

            return false;
        }

        return wanted;
    }
}
