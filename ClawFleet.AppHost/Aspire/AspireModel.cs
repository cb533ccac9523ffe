using System.Collections.Immutable;
using ClawFleet.Cli;
using ClawFleet.Hosting;
using ClawFleet.Model.Plans;
using ClawFleet.Publishing.Aspire;
using Microsoft.Extensions.DependencyInjection;

namespace ClawFleet.AppHost.Aspire;

/// <summary>The fleet's words as Aspire's calls, of the surface that 13.1 shipped. No decision is made here.</summary>
internal sealed class AspireModel(IDistributedApplicationBuilder builder, DelegatedFleet fleet) : IAspireModel
{
    private readonly Dictionary<string, IResourceBuilder<ContainerResource>> _containers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IResourceBuilder<ParameterResource>> _parameters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IResourceBuilder<PostgresServerResource>> _servers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IResourceBuilder<GroupResource>> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IResourceBuilder<IResource>> _all = new(StringComparer.Ordinal);

    public void AddGroup(string name, string kind) => _all[name] = _groups[name] = builder.AddResource(new GroupResource(name))
        .WithInitialState(new CustomResourceSnapshot { ResourceType = kind, Properties = [], State = KnownResourceStates.Running }).ExcludeFromManifest();

    public void AddContainer(string name, string image) => _all[name] = _containers[name] = builder.AddContainer(name, image);

    public void AddPostgres(string name, string image, string user, string password)
    {
        var server = builder.AddPostgres(name, _parameters[user], _parameters[password]).WithImage(image).WithImageRegistry(null);
        _all[name] = _containers[name] = _servers[name] = server;
    }

    // The image has made the database by the time it answers, and its role may make none: a statement that does nothing stands in for Aspire's CREATE DATABASE.
    public void AddDatabase(string server, string name, string database) => _all[name] = _servers[server].AddDatabase(name, database).WithCreationScript("SELECT 1");

    public void AddParameter(string name, string value) => _parameters[name] = builder.AddParameter(name, value);

    public void AddSecret(string name, SecretPlan secret) => _parameters[name] = builder.AddParameter(name, () => fleet.Secrets.Get(secret), publishValueAsDefault: false, secret: true);

    public void AddTelemetryHeaders(string name) => _parameters[name] = builder.AddParameter(name, () => $"x-otlp-api-key={builder.Configuration["AppHost:OtlpApiKey"]}", publishValueAsDefault: false, secret: true);

    public void SendTelemetry(string resource) => _containers[resource].WithOtlpExporter(OtlpProtocol.HttpProtobuf);

    public void WithEnvironment(string resource, string variable, string value) => _containers[resource].WithEnvironment(variable, Verbatim(value));

    public void WithEnvironment(string resource, string variable, string before, string hostOf, string after)
    {
        var value = new ReferenceExpressionBuilder();
        value.AppendFormatted(new PlainText(Verbatim(before)));
        value.AppendFormatted(_containers[hostOf].GetEndpoint("tcp").Property(EndpointProperty.Host));
        value.AppendFormatted(new PlainText(Verbatim(after)));
        _containers[resource].WithEnvironment(variable, value.Build());
    }

    public void WithoutEnvironment(string resource, string variable) => _containers[resource].WithEnvironment(context => context.EnvironmentVariables.Remove(variable));

    public void WithSecretFiles(string resource, ContainerPlan container, ImmutableSortedDictionary<string, string> secrets)
        => _containers[resource].OnBeforeResourceStarted(async (_, _, ct) =>
        {
            var values = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var (secret, parameter) in secrets)
            {
                values[secret] = await _parameters[parameter].Resource.GetValueAsync(ct) ?? throw new SecretUnavailableException($"the parameter {parameter} has no value");
            }

            fleet.Run.WriteSecrets(container, values);
        });

    public void WithHttpEndpoint(string resource, string name, int targetPort, int? port, string? page)
    {
        var container = _containers[resource].WithHttpEndpoint(port, targetPort, name);
        if (page is not null)
        {
            container.WithUrlForEndpoint(name, url => (url.Url, url.DisplayText) = (page, name));
        }
    }

    public void WithHttpHealthCheck(string resource, string endpoint, string path) => _containers[resource].WithHttpHealthCheck(path, endpointName: endpoint);

    public void WithVolume(string resource, string volume, string target, bool readOnly) => _containers[resource].WithVolume(volume, target, readOnly);

    public void WithBindMount(string resource, string source, string target, bool readOnly) => _containers[resource].WithBindMount(source, target, readOnly);

    public void WithArgs(string resource, ImmutableArray<string> arguments) => _containers[resource].WithArgs([.. arguments.Select(Verbatim)]);

    public void WithNetworkAlias(string resource, string alias) => _containers[resource].WithContainerNetworkAlias(alias);

    public void WithRuntimeArgs(string resource, ImmutableArray<string> arguments) => _containers[resource].WithContainerRuntimeArgs([.. arguments]);

    public void WaitFor(string resource, string dependency) => _containers[resource].WaitFor(_all[dependency]);

    public void WithParent(string resource, string parent) => _all[resource].WithParentRelationship(_all[parent]);

    public void WithCommand(string group, AspireGroupCommand command, ImmutableArray<string> resources)
    {
        var (name, icon) = command switch
        {
            AspireGroupCommand.Start => (KnownResourceCommands.StartCommand, "Play"),
            AspireGroupCommand.Stop => (KnownResourceCommands.StopCommand, "Stop"),
            _ => (KnownResourceCommands.RestartCommand, "ArrowCounterclockwise"),
        };
        _groups[group].WithCommand($"{command}-all".ToLowerInvariant(), $"{command} all", async context =>
        {
#pragma warning disable CS0618 // 'Services' is not in 13.1.
            var commands = context.ServiceProvider.GetRequiredService<ResourceCommandService>();
#pragma warning restore CS0618
            foreach (var resource in resources)
            {
                var result = await commands.ExecuteCommandAsync(_containers[resource].Resource, name, context.CancellationToken);
                if (!result.Success)
                {
                    return result;
                }
            }

            return CommandResults.Success();
        }, new CommandOptions { IconName = icon, ConfirmationMessage = command == AspireGroupCommand.Start ? null : $"{command} {resources.Length} containers?" });
    }

    /// <summary>Aspire's orchestrator takes variables and arguments for Go templates.</summary>
    private string Verbatim(string text) => builder.ExecutionContext.IsRunMode ? text.Replace("{{", "{{\"{{\"}}", StringComparison.Ordinal) : text;
}
