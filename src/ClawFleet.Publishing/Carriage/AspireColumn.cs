namespace ClawFleet.Publishing.Carriage;

/// <summary>What .NET Aspire's app model, of the surface that 13.1 shipped, carries.</summary>
internal static class AspireColumn
{
    public static Carried Of(PlanFeature feature) => feature switch
    {
        PlanFeature.OwnImages => Carried.Otherwise("yes, built before"),
        PlanFeature.User or PlanFeature.ReadOnlyRoot or PlanFeature.NoPrivileges or PlanFeature.OciRuntime or PlanFeature.MemoryAndCpus or PlanFeature.Pids or PlanFeature.OpenFiles or PlanFeature.Tmpfs
            or PlanFeature.Hostname or PlanFeature.HostGateway => Carried.Whole(), // as options of the engine's command
        PlanFeature.Volumes => Carried.Otherwise("yes", "Aspire's volumes have no label of ClawFleet: 'clawden up' uses the same ones, and 'clawden down --volumes' leaves them; 'docker volume rm' removes them."),
        PlanFeature.BindMounts or PlanFeature.LocalPorts or PlanFeature.ChosenPorts => Carried.Whole(),
        PlanFeature.SecretFiles => Carried.Otherwise("yes, and on Aspire's page", "Secrets are files in the containers, as ever; each is also a secret parameter, whose value Aspire's page shows to whoever is signed in there and asks."),
        PlanFeature.GeneratedSecrets => Carried.Whole(),
        PlanFeature.HealthCheck => Carried.Otherwise("HTTP, in Aspire's times",
            "Aspire asks for health over HTTP, and the database over its protocol, in times of its own (30 s when healthy, 1 to 5 s until then): the plan's interval, timeout, retries, start period and deadline do not count, and a member without a published port counts as healthy when it runs."),
        PlanFeature.StartOrder => Carried.Whole("yes (`WaitFor`)"),
        PlanFeature.Restart => Carried.Not("Aspire restarts nothing: what ends stays ended until its Start command."),
        PlanFeature.Supervision => Carried.Not("What becomes unhealthy or is killed is shown and left as it is; the fleet's Restart command on Aspire's page restarts it."),
        PlanFeature.StopGrace => Carried.Otherwise("10 s", "Aspire kills a container 10 s after its SIGTERM, however long the plan lets it take."),
        PlanFeature.SidecarNetwork => Carried.Otherwise("password only",
            "Aspire has one network for all: the database is kept from other members by its password alone, and Aspire publishes its port on 127.0.0.1 to ask for its health."),
        PlanFeature.NoWayOut => Carried.Not("Aspire's one network has a way out, so a fleet with `network: {internal: true}` is refused: run it with 'clawden up', or take the line away.", "refused"),
        PlanFeature.Replicas => Carried.Whole("yes, under one parent"),
        PlanFeature.Telemetry => Carried.Otherwise("on Aspire's page",
            "Members send to Aspire's page, which forgets at its end; output is shown there, use of memory and processor is not recorded."),
        PlanFeature.Forwarding => Carried.Not("Aspire's page passes nothing on: `telemetry:` has no effect. Members that export by themselves can be told where to with OTEL_EXPORTER_OTLP_ENDPOINT in their `env:`."),
        PlanFeature.Dashboard => Carried.Otherwise("Aspire's own", "Aspire's page takes the place of the fleet's: `dashboard:` has no effect, and 'clawden ps', 'logs', 'chat' and 'exec' do not see containers that Aspire runs."),
        _ => throw new ArgumentOutOfRangeException(nameof(feature), feature, "Aspire's column has no word for it."),
    };
}
