using System.Collections.Immutable;
using ClawFleet.Model.Plans;

namespace ClawFleet.Publishing.Aspire;

/// <summary>
/// All that a fleet asks of .NET Aspire's app model: what <see cref="AspireFleet"/> decides goes through here and nowhere else. Each method is one or a few calls of Aspire's surface as 13.1
/// shipped it, so that the list of calls says what Aspire is told, and a test can hold it without Aspire. Resources go by their name.
/// </summary>
public interface IAspireModel
{
    /// <summary>A resource that only holds others together on Aspire's page.</summary>
    /// <param name="kind">What the page calls it, such as <c>Fleet</c>.</param>
    void AddGroup(string name, string kind);

    /// <summary>A container of an image that is on the engine, or that the engine pulls.</summary>
    void AddContainer(string name, string image);

    /// <summary>A PostgreSQL server of another image than Aspire's own; its one endpoint is <c>tcp</c>, 5432.</summary>
    /// <param name="user">Name of the parameter with the role that everything connects as.</param>
    /// <param name="password">Name of the secret with its password.</param>
    void AddPostgres(string name, string image, string user, string password);

    /// <summary>A database that the server has by itself: Aspire asks for its health and creates nothing.</summary>
    void AddDatabase(string server, string name, string database);

    void AddParameter(string name, string value);

    /// <summary>A secret parameter with the value that ClawFleet has for it.</summary>
    void AddSecret(string name, SecretPlan secret);

    /// <summary>A secret parameter with the header that Aspire's receiver of telemetry wants, as <c>name=value</c>.</summary>
    void AddTelemetryHeaders(string name);

    /// <summary>The variables of OpenTelemetry that lead to Aspire's page on Aspire's own road. What is set afterwards wins.</summary>
    void SendTelemetry(string resource);

    void WithEnvironment(string resource, string variable, string value);

    /// <summary>A value with another resource's host name in it, as the two containers know it.</summary>
    void WithEnvironment(string resource, string variable, string before, string hostOf, string after);

    /// <summary>Takes away a variable that Aspire sets by itself.</summary>
    void WithoutEnvironment(string resource, string variable);

    /// <summary>Has the secrets' values lie ready as files, in the folder that the container mounts, each time before it starts.</summary>
    /// <param name="secrets">Names of the secret parameters by the names of the secrets.</param>
    void WithSecretFiles(string resource, ContainerPlan container, ImmutableSortedDictionary<string, string> secrets);

    /// <summary>An HTTP port, on this machine's loopback address alone.</summary>
    /// <param name="port">TCP port there; null for one that is chosen at the start.</param>
    /// <param name="page">Path of the page for people; null where there is none.</param>
    void WithHttpEndpoint(string resource, string name, int targetPort, int? port, string? page);

    /// <summary><c>GET path</c> answers 200 when the resource is healthy.</summary>
    void WithHttpHealthCheck(string resource, string endpoint, string path);

    void WithVolume(string resource, string volume, string target, bool readOnly);

    void WithBindMount(string resource, string source, string target, bool readOnly);

    void WithArgs(string resource, ImmutableArray<string> arguments);

    /// <summary>Another name of a container on Aspire's network.</summary>
    void WithNetworkAlias(string resource, string alias);

    /// <summary>Options of <c>docker create</c> and <c>podman create</c>.</summary>
    void WithRuntimeArgs(string resource, ImmutableArray<string> arguments);

    /// <summary>Starts the one when the other is healthy.</summary>
    void WaitFor(string resource, string dependency);

    void WithParent(string resource, string parent);

    /// <summary>A command of a group: one of Aspire's own commands for each of the resources, in their order.</summary>
    void WithCommand(string group, AspireGroupCommand command, ImmutableArray<string> resources);
}
