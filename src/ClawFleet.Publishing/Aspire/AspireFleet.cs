using System.Collections.Immutable;
using ClawFleet.Model.Plans;
using ClawFleet.Publishing.Carriage;
using ClawFleet.Runtimes;

namespace ClawFleet.Publishing.Aspire;

/// <summary>Declares a plan to Aspire. Pure: every decision is here, every effect behind <see cref="IAspireModel"/>.</summary>
public static class AspireFleet
{
    /// <summary>The catalogue's service that Aspire knows as a PostgreSQL server.</summary>
    private const string Postgres = "postgres";

    /// <exception cref="AspireRefusedException">A promise of the plan would be broken in silence, or two things would have one name.</exception>
    public static void Declare(FleetPlan plan, IAspireModel model, AspireOptions options)
    {
        RefuseBrokenPromises(plan);
        var names = new AspireNames();
        var fleet = names.Claim($"fleet-{plan.Fleet}", $"the fleet {plan.Fleet}");
        var resources = plan.Containers.ToImmutableDictionary(c => c.Name, c => names.Claim(c.Name[(plan.Fleet.Length + 1)..], $"the container {c.Name}"), StringComparer.Ordinal);
        var replicated = plan.Members.Where(m => m.Name != m.DeclaredName).Select(m => m.DeclaredName).Distinct(StringComparer.Ordinal)
            .ToImmutableDictionary(d => d, d => names.Claim(d, $"the replicas of {d}"), StringComparer.Ordinal);
        var secrets = plan.Secrets.ToImmutableDictionary(s => s.Name, s => names.Claim(s.Name, $"the secret {s.Name}"), StringComparer.Ordinal);
        var headers = options.Telemetry is not null && plan.Containers.Any(IsTold) ? names.Claim("otlp-headers", "the key for telemetry") : null;

        model.AddGroup(fleet, "Fleet");
        foreach (var secret in plan.Secrets)
        {
            model.AddSecret(secrets[secret.Name], secret);
        }

        if (headers is not null)
        {
            model.AddTelemetryHeaders(headers);
        }

        var container = new AspireContainer(plan.Fleet, model, options, resources, secrets);
        foreach (var member in plan.Members)
        {
            if (member.Name != member.DeclaredName && plan.Members.First(m => m.DeclaredName == member.DeclaredName) == member)
            {
                model.AddGroup(replicated[member.DeclaredName], "Replicas");
                model.WithParent(replicated[member.DeclaredName], fleet);
            }

            DeclareMember(member, replicated.GetValueOrDefault(member.DeclaredName, fleet));
        }

        AddCommands(fleet, plan.Members);
        foreach (var (declared, group) in replicated.OrderBy(r => r.Key, StringComparer.Ordinal))
        {
            AddCommands(group, plan.Members.Where(m => m.DeclaredName == declared));
        }

        void DeclareMember(MemberPlan member, string parent)
        {
            var main = resources[member.Main.Name];
            var databases = ImmutableDictionary<string, string>.Empty;
            foreach (var sidecar in member.Containers[..^1])
            {
                var name = resources[sidecar.Name];
                if (sidecar.Runtime == Postgres && member.Spec.Database is { } database && SecretRef.TryParse(database.Password, out var password))
                {
                    var user = names.Claim($"{name}-user", $"the role of {sidecar.Name}");
                    model.AddParameter(user, database.User);
                    model.AddPostgres(name, sidecar.Image, user, secrets[password.Name]);
                    // The image reads the password from its file; Aspire would write it into the container's environment, for everybody who may ask the engine.
                    model.WithoutEnvironment(name, "POSTGRES_PASSWORD");
                    databases = databases.Add(sidecar.Name, names.Claim($"{name}-db", $"the database of {sidecar.Name}"));
                    model.AddDatabase(name, databases[sidecar.Name], database.Database);
                }
                else
                {
                    model.AddContainer(name, sidecar.Image);
                }

                container.Declare(sidecar, database: null, headers: null);
            }

            model.AddContainer(main, member.Main.Image);
            container.Declare(member.Main, Database(member), IsTold(member.Main) ? headers : null);
            foreach (var dependency in member.Main.DependsOn.IsDefault ? [] : member.Main.DependsOn)
            {
                model.WaitFor(main, databases.GetValueOrDefault(dependency, resources[dependency]));
            }

            model.WithParent(main, parent);
            foreach (var sidecar in member.Containers[..^1])
            {
                model.WithParent(resources[sidecar.Name], main);
            }
        }

        void AddCommands(string group, IEnumerable<MemberPlan> members)
        {
            var starting = members.SelectMany(m => m.Containers).Select(c => resources[c.Name]).ToImmutableArray();
            model.WithCommand(group, AspireGroupCommand.Start, starting);
            model.WithCommand(group, AspireGroupCommand.Stop, [.. starting.Reverse()]);
            model.WithCommand(group, AspireGroupCommand.Restart, starting);
        }

        (MemberSpec Spec, string Server)? Database(MemberPlan member)
            => member.Spec.Database is { } database && member.Containers[..^1].FirstOrDefault(c => c.Networks.Any(n => n.Aliases.Contains(database.Host))) is { } server
                ? (member.Spec, resources[server.Name]) : null;
    }

    /// <summary>Whether a member is told where its telemetry goes: not a sidecar, and not one whose file says so itself.</summary>
    private static bool IsTold(ContainerPlan container)
        => container.Role == ContainerRole.Member && !container.Environment.Keys.Any(k => k.StartsWith("OTEL_EXPORTER_OTLP_", StringComparison.Ordinal));

    private static void RefuseBrokenPromises(FleetPlan plan)
    {
        if (plan.Networks.Any(n => n.Internal && n.Member is null))
        {
            throw new AspireRefusedException(CarriageTable.Of(PlanTarget.Aspire, PlanFeature.NoWayOut).Text!);
        }
    }
}
