using System.Collections.Immutable;
using System.Text.Json;
using ClawFleet.Runtimes;

namespace ClawFleet.Model.Plans;

/// <summary>Writes plans by hand rather than through a serializer: a plan is hashed at every start of the command line, and this needs no metadata to be built first.</summary>
internal static class PlanWriter
{
    public static void Write(Utf8JsonWriter w, FleetPlan plan)
    {
        w.WriteStartObject();
        w.WriteString("fleet", plan.Fleet);
        w.WriteString("source", plan.Source);
        w.WriteStartArray("members");
        foreach (var member in plan.Members)
        {
            Write(w, member);
        }

        w.WriteEndArray();
        w.WriteStartArray("networks");
        foreach (var network in plan.Networks)
        {
            w.WriteStartObject();
            w.WriteString("name", network.Name);
            w.WriteBoolean("internal", network.Internal);
            Optional(w, "member", network.Member);
            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteStartArray("volumes");
        foreach (var volume in plan.Volumes)
        {
            w.WriteStartObject();
            w.WriteString("name", volume.Name);
            w.WriteString("member", volume.Member);
            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteStartArray("secrets");
        foreach (var secret in plan.Secrets)
        {
            w.WriteStartObject();
            w.WriteString("name", secret.Name);
            w.WriteString("origin", PlanWords.Of(secret.Origin));
            w.WriteString("text", secret.Text);
            w.WriteEndObject();
        }

        w.WriteEndArray();
        if (plan.Telemetry is { } telemetry)
        {
            Write(w, telemetry);
        }

        if (plan.Dashboard is { } dashboard)
        {
            w.WriteStartObject("dashboard");
            if (dashboard.Port is { } port)
            {
                w.WriteNumber("port", port);
            }

            w.WriteString("basePath", dashboard.BasePath);
            Strings(w, "trustedProxies", dashboard.TrustedProxies);
            w.WriteEndObject();
        }

        w.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter w, ContainerPlan c, bool withHash)
    {
        w.WriteStartObject();
        w.WriteString("name", c.Name);
        w.WriteString("member", c.Member);
        w.WriteString("runtime", c.Runtime);
        w.WriteString("role", PlanWords.Of(c.Role));
        w.WriteBoolean("simulated", c.Simulated);
        w.WriteString("image", c.Image);
        w.WriteString("hostname", c.Hostname);
        w.WriteString("user", c.User);
        Strings(w, "command", c.Command);
        w.WriteStartObject("environment");
        foreach (var (name, value) in c.Environment)
        {
            w.WriteString(name, value);
        }

        w.WriteEndObject();
        Strings(w, "secrets", c.Secrets);
        w.WriteStartArray("mounts");
        foreach (var mount in c.Mounts)
        {
            Write(w, mount);
        }

        w.WriteEndArray();
        w.WriteStartArray("networks");
        foreach (var network in c.Networks)
        {
            w.WriteStartObject();
            w.WriteString("network", network.Network);
            Strings(w, "aliases", network.Aliases);
            w.WriteEndObject();
        }

        w.WriteEndArray();
        if (!c.ExtraHosts.IsEmpty)
        {
            // Left out where there is none, so that a member that needs none keeps its hash.
            Strings(w, "extraHosts", c.ExtraHosts);
        }

        w.WriteStartArray("ports");
        foreach (var port in c.Ports)
        {
            w.WriteStartObject();
            w.WriteString("name", port.Name);
            w.WriteNumber("containerPort", port.ContainerPort);
            w.WriteNumber("hostPort", port.HostPort);
            w.WriteString("hostIp", port.HostIp);
            Optional(w, "path", port.Path);
            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteStartObject("containment");
        w.WriteBoolean("readOnlyRoot", c.Containment.ReadOnlyRoot);
        Strings(w, "dropCapabilities", c.Containment.DropCapabilities);
        w.WriteBoolean("noNewPrivileges", c.Containment.NoNewPrivileges);
        Optional(w, "ociRuntime", c.Containment.OciRuntime);
        w.WriteEndObject();
        w.WriteStartObject("limits");
        w.WriteNumber("memoryBytes", c.Limits.MemoryBytes);
        w.WriteNumber("cpus", c.Limits.Cpus);
        w.WriteNumber("pids", c.Limits.Pids);
        w.WriteNumber("openFiles", c.Limits.OpenFiles);
        w.WriteEndObject();
        Write(w, c.Health);
        w.WriteNumber("stopGraceSeconds", c.StopGraceSeconds);
        w.WriteStartArray("finalExitCodes");
        foreach (var code in c.FinalExitCodes)
        {
            w.WriteNumberValue(code);
        }

        w.WriteEndArray();
        Strings(w, "dependsOn", c.DependsOn);
        if (withHash)
        {
            w.WriteString("hash", c.Hash);
        }

        w.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter w, MemberPlan member)
    {
        w.WriteStartObject();
        w.WriteString("name", member.Name);
        w.WriteString("declaredName", member.DeclaredName);
        w.WriteString("runtime", member.Runtime);
        w.WriteBoolean("simulated", member.Simulated);
        w.WritePropertyName("spec");
        using (var spec = JsonDocument.Parse(MemberSpecJson.Write(member.Spec)))
        {
            spec.RootElement.WriteTo(w);
        }

        w.WriteStartArray("containers");
        foreach (var container in member.Containers)
        {
            Write(w, container, withHash: true);
        }

        w.WriteEndArray();
        w.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter w, MountPlan mount)
    {
        w.WriteStartObject();
        w.WriteString("kind", PlanWords.Of(mount.Kind));
        Optional(w, "source", mount.Source);
        w.WriteString("target", mount.Target);
        w.WriteBoolean("readOnly", mount.ReadOnly);
        if (mount.SizeBytes is { } size)
        {
            w.WriteNumber("sizeBytes", size);
        }

        Optional(w, "mode", mount.Mode);
        w.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter w, HealthPlan health)
    {
        w.WriteStartObject("health");
        Strings(w, "command", health.Command);
        if (health.HttpPort is { } port)
        {
            w.WriteNumber("httpPort", port);
        }

        w.WriteString("httpPath", health.HttpPath);
        w.WriteNumber("intervalSeconds", health.IntervalSeconds);
        w.WriteNumber("timeoutSeconds", health.TimeoutSeconds);
        w.WriteNumber("retries", health.Retries);
        w.WriteNumber("startPeriodSeconds", health.StartPeriodSeconds);
        w.WriteNumber("deadlineSeconds", health.DeadlineSeconds);
        w.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter w, TelemetryPlan telemetry)
    {
        w.WriteStartObject("telemetry");
        Optional(w, "traces", telemetry.Traces?.Url);
        Optional(w, "metrics", telemetry.Metrics?.Url);
        Optional(w, "logs", telemetry.Logs?.Url);
        w.WriteStartObject("headers");
        foreach (var (name, value) in telemetry.Headers)
        {
            w.WriteString(name, value);
        }

        w.WriteEndObject();
        w.WriteNumber("sample", telemetry.Sample);
        w.WriteEndObject();
    }

    private static void Strings(Utf8JsonWriter w, string name, ImmutableArray<string> values)
    {
        w.WriteStartArray(name);
        foreach (var value in values)
        {
            w.WriteStringValue(value);
        }

        w.WriteEndArray();
    }

    private static void Optional(Utf8JsonWriter w, string name, string? value)
    {
        if (value is not null)
        {
            w.WriteString(name, value);
        }
    }
}
