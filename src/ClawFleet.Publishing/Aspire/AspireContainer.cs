using System.Collections.Immutable;
using ClawFleet.Model.Plans;
using ClawFleet.Runtimes;

namespace ClawFleet.Publishing.Aspire;

/// <summary>Everything of one container but what it is: variables, mounts, secrets, ports, health, arguments.</summary>
internal sealed class AspireContainer(
    string fleet, IAspireModel model, AspireOptions options, ImmutableDictionary<string, string> resources, ImmutableDictionary<string, string> secrets)
{
    private const string SecretsTarget = "/run/secrets";
    private static readonly SecretRef TelemetryHeaders = new("OTEL_EXPORTER_OTLP_HEADERS");

    /// <param name="database">The member's spec and the resource of its database server; null where it has none.</param>
    /// <param name="headers">The secret parameter with the key for telemetry; null for a container that is told nothing of telemetry.</param>
    public void Declare(ContainerPlan plan, (MemberSpec Spec, string Server)? database, string? headers)
    {
        var name = resources[plan.Name];
        // A member's name is its host name in addresses that the file gives (http://models:8000); Aspire's own alias is the resource's name.
        if (plan.Role == ContainerRole.Member && name != plan.Member)
        {
            model.WithNetworkAlias(name, plan.Member);
        }

        if (headers is not null)
        {
            Tell(name, plan);
        }

        foreach (var (variable, value) in plan.Environment)
        {
            if (variable == MemberSpecJson.EnvironmentVariable && database is { } known)
            {
                var (before, after) = AroundHost(known.Spec);
                model.WithEnvironment(name, variable, before, known.Server, after);
            }
            else
            {
                model.WithEnvironment(name, variable, value);
            }
        }

        if (!plan.Command.IsDefaultOrEmpty)
        {
            model.WithArgs(name, plan.Command);
        }

        foreach (var mount in plan.Mounts)
        {
            switch (mount.Kind)
            {
                case MountKind.Volume:
                    model.WithVolume(name, mount.Source!, mount.Target, mount.ReadOnly);
                    break;
                case MountKind.Bind:
                    model.WithBindMount(name, mount.Source!, mount.Target, mount.ReadOnly);
                    break;
            }
        }

        var files = plan.Secrets.ToImmutableSortedDictionary(s => s, s => secrets[s], StringComparer.Ordinal);
        if (headers is not null)
        {
            files = files.Add(TelemetryHeaders.Name, headers);
        }

        if (files.Count > 0)
        {
            model.WithSecretFiles(name, plan, files);
            model.WithBindMount(name, options.SecretsFolder(plan.Name), SecretsTarget, readOnly: true);
        }

        model.WithRuntimeArgs(name, RuntimeArguments.Of(fleet, plan, options));
        AddPorts(name, plan);
    }

    private void Tell(string name, ContainerPlan plan)
    {
        if (options.Telemetry!.Endpoint is { } endpoint)
        {
            model.WithEnvironment(name, "OTEL_EXPORTER_OTLP_ENDPOINT", endpoint);
            model.WithEnvironment(name, "OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
        }
        else
        {
            model.SendTelemetry(name);
            // In development Aspire asks for the text of prompts and answers; whoever wants that writes the variable into the file.
            model.WithoutEnvironment(name, "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT");
        }

        model.WithEnvironment(name, TelemetryHeaders.Name, TelemetryHeaders.ToString());
        model.WithEnvironment(name, "OTEL_SERVICE_NAME", plan.Member);
        // The same in every run, where Aspire's own ends with the container.
        model.WithEnvironment(name, "OTEL_RESOURCE_ATTRIBUTES", $"service.namespace={fleet},service.instance.id={plan.Name}");
    }

    private void AddPorts(string name, ContainerPlan plan)
    {
        var endpoints = new AspireNames();
        foreach (var port in plan.Ports.IsDefault ? [] : plan.Ports)
        {
            var endpoint = endpoints.Claim(port.Name, $"port {port.ContainerPort} of {plan.Name}");
            model.WithHttpEndpoint(name, endpoint, port.ContainerPort, port.HostPort == 0 ? null : port.HostPort, port.Path);
            if (plan.Health.HttpPort == port.ContainerPort)
            {
                model.WithHttpHealthCheck(name, endpoint, plan.Health.HttpPath);
            }
        }
    }

    /// <summary>The spec as the container is given it, cut where the database's host name stands: only Aspire knows that one.</summary>
    private static (string Before, string After) AroundHost(MemberSpec spec)
    {
        const string Mark = "\u0001";
        var json = MemberSpecJson.Write(spec with { Database = spec.Database! with { Host = Mark } });
        var parts = json.Split("\\u0001");
        return parts.Length == 2 ? (parts[0], parts[1]) : throw new InvalidOperationException("The database's host stands in the spec once.");
    }
}
