using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using ClawFleet.Model.Plans;
using ClawFleet.Publishing.Aspire;

namespace ClawFleet.Publishing.Tests.Aspire;

/// <summary>Writes down what Aspire would be told: a line a call, the resource first.</summary>
internal sealed class RecordedModel : IAspireModel
{
    private readonly StringBuilder _calls = new();

    public override string ToString() => _calls.ToString();

    public void AddGroup(string name, string kind) => Added(name, $"AddGroup {kind}");

    public void AddContainer(string name, string image) => Added(name, $"AddContainer {image}");

    public void AddPostgres(string name, string image, string user, string password) => Added(name, $"AddPostgres {image} as {{{user}}} with {{{password}}}");

    public void AddDatabase(string server, string name, string database) => Call(server, $"AddDatabase {name} = {database}");

    public void AddParameter(string name, string value) => Added(name, $"AddParameter {value}");

    public void AddSecret(string name, SecretPlan secret) => Added(name, $"AddSecret {secret.Name}, {secret.Origin.ToString().ToLowerInvariant()} {secret.Text}");

    public void AddTelemetryHeaders(string name) => Added(name, "AddTelemetryHeaders");

    public void SendTelemetry(string resource) => Call(resource, "SendTelemetry");

    public void WithEnvironment(string resource, string variable, string value) => Call(resource, $"WithEnvironment {variable}={value}");

    public void WithEnvironment(string resource, string variable, string before, string hostOf, string after) => Call(resource, $"WithEnvironment {variable}={before}«host of {hostOf}»{after}");

    public void WithoutEnvironment(string resource, string variable) => Call(resource, $"WithoutEnvironment {variable}");

    public void WithSecretFiles(string resource, ContainerPlan container, ImmutableSortedDictionary<string, string> secrets)
        => Call(resource, $"WithSecretFiles of {container.Name}: {string.Join(", ", secrets.Select(s => $"{s.Key}={{{s.Value}}}"))}");

    public void WithHttpEndpoint(string resource, string name, int targetPort, int? port, string? page)
        => Call(resource, string.Create(CultureInfo.InvariantCulture, $"WithHttpEndpoint {name}: {(port is { } known ? known : "chosen")} -> {targetPort}{(page is null ? "" : $", page {page}")}"));

    public void WithHttpHealthCheck(string resource, string endpoint, string path) => Call(resource, $"WithHttpHealthCheck {endpoint}{path}");

    public void WithVolume(string resource, string volume, string target, bool readOnly) => Call(resource, $"WithVolume {volume} at {target}{(readOnly ? ", read-only" : "")}");

    public void WithBindMount(string resource, string source, string target, bool readOnly) => Call(resource, $"WithBindMount {source} at {target}{(readOnly ? ", read-only" : "")}");

    public void WithArgs(string resource, ImmutableArray<string> arguments) => Call(resource, $"WithArgs {string.Join(' ', arguments)}");

    public void WithNetworkAlias(string resource, string alias) => Call(resource, $"WithNetworkAlias {alias}");

    public void WithRuntimeArgs(string resource, ImmutableArray<string> arguments)
    {
        Call(resource, "WithRuntimeArgs");
        foreach (var argument in arguments)
        {
            // An option begins a line, and its value stands beside it.
            _calls.Append(argument.StartsWith("--", StringComparison.Ordinal) ? "\n    " : " ").Append(argument);
        }

        _calls.Replace("WithRuntimeArgs\n\n", "WithRuntimeArgs\n").Append('\n');
    }

    public void WaitFor(string resource, string dependency) => Call(resource, $"WaitFor {dependency}");

    public void WithParent(string resource, string parent) => Call(resource, $"WithParent {parent}");

    public void WithCommand(string group, AspireGroupCommand command, ImmutableArray<string> resources) => Call(group, $"WithCommand {command}: {string.Join(", ", resources)}");

    private void Added(string name, string what) => _calls.Append(name).Append(": ").Append(what).Append('\n');

    private void Call(string resource, string call) => _calls.Append(resource).Append(' ').Append(call).Append('\n');
}
