namespace ClawFleet.Publishing.Carriage;

/// <summary>What docker compose, from version 2.26 on, carries.</summary>
internal static class ComposeColumn
{
    public static Carried Of(PlanFeature feature) => feature switch
    {
        PlanFeature.OwnImages => Carried.Otherwise("when they are on the engine, or in your registry"),
        PlanFeature.OciRuntime => Carried.Otherwise("yes, unchecked", "That the engine has the OCI runtime is not checked; one that has not refuses the container."),
        PlanFeature.BindMounts => Carried.Otherwise(
            "yes, where the folder is there", "The workspace is a folder of this machine: where compose runs it must be there under the same path, and be writable for CLAWFLEET_USER of .env."),
        PlanFeature.SecretFiles => Carried.Otherwise("files on disk", "Secrets are files on the disk, mode 0400, not in memory; CLAWFLEET_SECRETS of .env may name a folder on tmpfs. A changed one is seen by a container that is made anew (`up --force-recreate`)."),
        PlanFeature.GeneratedSecrets => Carried.Otherwise("made by `publish`, kept"),
        PlanFeature.HealthCheck => Carried.Otherwise("yes; asked first after its interval"),
        PlanFeature.Restart => Carried.Otherwise("always, also after bad configuration"),
        PlanFeature.Supervision => Carried.Not("Nobody restarts a member that is unhealthy, or that was killed through the engine (`docker kill`); `docker compose up -d` starts the latter again."),
        PlanFeature.Telemetry => Carried.Not("No telemetry is received and no output recorded: there is no host of ClawFleet's. `docker compose logs` and `docker stats` show what there is; a runtime that exports by itself takes OTEL_EXPORTER_OTLP_ENDPOINT in `env:`."),
        PlanFeature.Forwarding => Carried.Not("`telemetry:` is without effect: it is the host that sends on, and there is none."),
        PlanFeature.Dashboard => Carried.Not("There is no page."),
        PlanFeature.User or PlanFeature.ReadOnlyRoot or PlanFeature.NoPrivileges or PlanFeature.MemoryAndCpus or PlanFeature.Pids or PlanFeature.OpenFiles or PlanFeature.Tmpfs or PlanFeature.Volumes
            or PlanFeature.StartOrder or PlanFeature.StopGrace or PlanFeature.SidecarNetwork or PlanFeature.NoWayOut or PlanFeature.LocalPorts or PlanFeature.ChosenPorts or PlanFeature.HostGateway or PlanFeature.Hostname
            or PlanFeature.Replicas => Carried.Whole(),
        _ => throw new ArgumentOutOfRangeException(nameof(feature)),
    };
}
