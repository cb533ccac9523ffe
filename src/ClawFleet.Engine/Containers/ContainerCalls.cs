using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using ClawFleet.Engine.Errors;
using ClawFleet.Engine.Http;
using ClawFleet.Engine.Streams;
using ClawFleet.Engine.Wire;

namespace ClawFleet.Engine.Containers;

/// <summary><c>/containers</c> of the Engine API.</summary>
internal sealed class ContainerCalls(EngineHttp http, Networks.NetworkCalls networks) : IDisposable
{
    // Podman asks libsubid for the ids of a user namespace, which takes one call at a time: of several at once some get no ids, or wrong ones, with which the
    // container does not start (seen with 4.3: 6 of 90 creates, six at a time; https://github.com/containers/storage/issues/2030).
    private readonly SemaphoreSlim _userNamespaces = new(1, 1);

    public async Task<IReadOnlyList<ContainerSummary>> ListAsync(ContainerListQuery query, CancellationToken ct)
    {
        var path = new Query("/containers/json").AddFlag("all", query.All).AddLabelFilters(query.LabelFilters).ToString();
        const string doing = "list containers";
        var json = await http.GetBytesAsync(path, doing, ct).ConfigureAwait(false);
        try
        {
            return WireContainerRow.ReadList(json).ConvertAll(ContainerMapping.Summary);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw EngineErrors.NotUnderstood(doing, e);
        }
    }

    public async Task<ContainerDetails> InspectAsync(string id, CancellationToken ct)
    {
        var doing = $"inspect container {id}";
        var json = await http.GetBytesAsync(Path(id, "/json"), doing, ct).ConfigureAwait(false);
        try
        {
            return ContainerMapping.Details(JsonSerializer.Deserialize(json, WireJson.Default.WireContainer)!, Encoding.UTF8.GetString(json));
        }
        catch (JsonException e)
        {
            throw EngineErrors.NotUnderstood(doing, e);
        }
    }

    public async Task<string> CreateAsync(ContainerSpec spec, CancellationToken ct)
    {
        var doing = $"create container {spec.Name}";
        var identity = await http.IdentifyAsync(ct).ConfigureAwait(false);
        if (identity.IsPodman)
        {
            PodmanGaps.Refuse(spec, doing, http.Connector.Chosen);
            spec = await new PodmanHostGateway(http, networks).ResolveAsync(PodmanGaps.Close(spec), doing, ct).ConfigureAwait(false);
        }

        var joined = identity.Version >= ApiVersion.SeveralNetworksAtCreate ? spec.Networks.Count : Math.Min(spec.Networks.Count, 1);
        var path = new Query("/containers/create").Add("name", spec.Name).ToString();
        var body = CreateMapping.Body(spec, spec.Networks.Take(joined));
        var answer = await PostCreateAsync(path, body, alone: identity.IsPodman && spec.UserNamespace is not null, doing, ct).ConfigureAwait(false);
        var id = answer.Id ?? throw EngineErrors.NotUnderstood(doing, null);
        try
        {
            foreach (var network in spec.Networks.Skip(joined))
                await networks.ConnectAsync(network.Network, id, network.Aliases, ct).ConfigureAwait(false);
            return id;
        }
        catch
        {
            // Half a container must not stay behind; the caller knows no id to remove it by.
            await RemoveQuietlyAsync(id).ConfigureAwait(false);
            throw;
        }
    }

    public Task StartAsync(string id, CancellationToken ct) => http.PostAsync(Path(id, "/start"), null, $"start container {id}", ct);

    public Task StopAsync(string id, TimeSpan grace, CancellationToken ct) =>
        http.PostAsync(new Query(Path(id, "/stop")).Add("t", Seconds(grace)).ToString(), null, $"stop container {id}", ct);

    public Task RestartAsync(string id, TimeSpan grace, CancellationToken ct) =>
        http.PostAsync(new Query(Path(id, "/restart")).Add("t", Seconds(grace)).ToString(), null, $"restart container {id}", ct);

    public Task KillAsync(string id, string signal, CancellationToken ct) =>
        http.PostAsync(new Query(Path(id, "/kill")).Add("signal", signal).ToString(), null, $"send {signal} to container {id}", ct);

    public Task RenameAsync(string id, string name, CancellationToken ct) =>
        http.PostAsync(new Query(Path(id, "/rename")).Add("name", name).ToString(), null, $"rename container {id} to {name}", ct);

    public async Task RemoveAsync(string id, bool force, CancellationToken ct)
    {
        try
        {
            var path = new Query(Path(id, "")).Add("v", "1").AddFlag("force", force).ToString();
            await http.DeleteAsync(path, $"remove container {id}", ct).ConfigureAwait(false);
        }
        catch (EngineException e) when (e.Kind == EngineErrorKind.NotFound || IsBeingRemoved(e))
        {
            // Gone, or going because another call asked for it: what was wanted.
        }
    }

    public Task UpdateRestartPolicyAsync(string id, RestartPolicy policy, CancellationToken ct) =>
        http.PostAsync(Path(id, "/update"), EngineHttp.Json(new WireUpdate(CreateMapping.Restart(policy)), WireJson.Default.WireUpdate), $"change the restart policy of container {id}", ct);

    public async Task<long> WaitAsync(string id, CancellationToken ct)
    {
        var doing = $"wait for container {id}";
        using var response = await http.SendAsync(HttpMethod.Post, Path(id, "/wait"), null, doing, ct).ConfigureAwait(false);
        var bytes = await EngineErrors.GuardAsync(doing, response.Content.ReadAsByteArrayAsync(ct), http.Connector, ct).ConfigureAwait(false);
        // An engine that goes away while we wait ends its answer without a word.
        var answer = bytes.Length == 0 ? null : JsonSerializer.Deserialize(bytes, WireJson.Default.WireWait);
        if (answer is null)
            throw EngineErrors.FromTransport(doing, new EndOfStreamException(), http.Connector, ct);
        return answer.Error?.Message is { Length: > 0 } message ? throw EngineErrors.FromAnswer(doing, (int)HttpStatusCode.InternalServerError, message) : answer.StatusCode;
    }

    public async IAsyncEnumerable<LogLine> ReadLogsAsync(string id, LogQuery query, [EnumeratorCancellation] CancellationToken ct)
    {
        var doing = $"read the log of container {id}";
        var path = new Query(Path(id, "/logs")).Add("stdout", "1").Add("stderr", "1").Add("timestamps", "1").AddFlag("follow", query.Follow)
            .Add("tail", query.Tail?.ToString(CultureInfo.InvariantCulture)).Add("since", query.Since is { } since ? UnixTime(since) : null).ToString();
        await using var stream = await http.StreamAsync(HttpMethod.Get, path, null, doing, ct).ConfigureAwait(false);
        Exception Lost() => EngineErrors.FromTransport(doing, new EndOfStreamException(), http.Connector, ct);
        // The engine's "since" has the moment itself in it; ours does not, so that a reader can go on after the last line it has. Podman's log
        // times are whole seconds here: there, lines of the same second come again rather than get lost.
        var after = (await http.IdentifyAsync(ct).ConfigureAwait(false)).IsPodman ? null : query.Since;
        await foreach (var line in LogStream.ReadAsync(stream, Lost, ct).ConfigureAwait(false))
        {
            if (after is null || line.Timestamp > after)
                yield return line;
        }
    }

    public async Task<ContainerProcesses> TopAsync(string id, CancellationToken ct)
    {
        var identity = await http.IdentifyAsync(ct).ConfigureAwait(false);
        var query = new Query(Path(id, "/top"));
        // Left alone, Podman runs the container's own ps (there may be none) and repeats the table; with columns named it looks itself, once.
        if (identity.IsPodman)
            query.Add("stream", "false").Add("ps_args", "user,pid,ppid,etime,args");
        var path = query.ToString();
        var top = await http.GetAsync(path, WireJson.Default.WireTop, $"list the processes of container {id}", ct).ConfigureAwait(false);
        return new ContainerProcesses(top.Titles ?? [], top.Processes ?? []);
    }

    public async Task<ContainerStats?> ReadStatsAsync(string id, CancellationToken ct)
    {
        // Without one-shot the engine waits a second for a sample before it, to say a rate too.
        var path = new Query(Path(id, "/stats")).Add("stream", "false").Add("one-shot", "true").ToString();
        var doing = $"read what container {id} uses";
        var json = await http.GetBytesAsync(path, doing, ct).ConfigureAwait(false);
        try
        {
            // Of one that does not run, Podman answers with nothing at all.
            return json.Length == 0 ? null : StatsMapping.Stats(JsonSerializer.Deserialize(json, WireJson.Default.WireStats)!);
        }
        catch (JsonException e)
        {
            throw EngineErrors.NotUnderstood(doing, e);
        }
    }

    public async Task<Stream> ReadArchiveAsync(string id, string path, CancellationToken ct) =>
        await http.StreamAsync(HttpMethod.Get, new Query(Path(id, "/archive")).Add("path", path).ToString(), null, $"read {path} of container {id}", ct).ConfigureAwait(false);

    public void Dispose() => _userNamespaces.Dispose();

    private static bool IsBeingRemoved(EngineException error) =>
        error.Kind == EngineErrorKind.Conflict && error.Message.Contains("already in progress", StringComparison.Ordinal);

    private static string Path(string id, string call) => $"/containers/{Query.Segment(id)}{call}";

    /// <summary>Whole seconds, rounded up: a grace shorter than a second must not become none.</summary>
    private static string Seconds(TimeSpan grace) => ((long)Math.Ceiling(grace.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    /// <summary>Seconds since 1970 with nanoseconds.</summary>
    internal static string UnixTime(DateTimeOffset time) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.ToUnixTimeSeconds()}.{time.UtcTicks % TimeSpan.TicksPerSecond * 100:D9}");

    private async Task<WireId> PostCreateAsync(string path, WireCreate body, bool alone, string doing, CancellationToken ct)
    {
        if (alone)
            await _userNamespaces.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            return await http.PostAsync(path, body, WireJson.Default.WireCreate, WireJson.Default.WireId, doing, ct).ConfigureAwait(false);
        }
        finally
        {
            if (alone)
                _userNamespaces.Release();
        }
    }

    private async Task RemoveQuietlyAsync(string id)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await RemoveAsync(id, force: true, deadline.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is EngineException or OperationCanceledException)
        {
            // The first failure is the one to tell.
        }
    }
}
