using ClawFleet.Engine.Http;
using ClawFleet.Engine.Wire;

namespace ClawFleet.Engine.Networks;

/// <summary><c>/networks</c> of the Engine API.</summary>
internal sealed class NetworkCalls(EngineHttp http)
{
    private static readonly IReadOnlyDictionary<string, string> NoLabels = new Dictionary<string, string>();

    public async Task<IReadOnlyList<NetworkSummary>> ListAsync(string? labelFilter, CancellationToken ct)
    {
        var path = new Query("/networks").AddLabelFilters(labelFilter is null ? [] : [labelFilter]).ToString();
        var rows = await http.GetAsync(path, WireJson.Default.ListWireNetworkRow, "list networks", ct).ConfigureAwait(false);
        return rows.ConvertAll(r => new NetworkSummary(r.Id ?? "", r.Name ?? "", r.Internal ?? false, r.Labels ?? NoLabels)
        {
            Ranges = [.. (r.Ipam?.Config ?? []).Where(c => !string.IsNullOrEmpty(c.Subnet)).Select(c => new NetworkRange(c.Subnet!, string.IsNullOrEmpty(c.Gateway) ? null : c.Gateway))],
        });
    }

    public async Task<string> CreateAsync(NetworkSpec spec, CancellationToken ct)
    {
        // Before API 1.44 two networks of one name are possible unless the engine is asked to look.
        var body = new WireNetworkCreate(spec.Name, "bridge", CheckDuplicate: true, spec.Internal, spec.Labels);
        var answer = await http.PostAsync("/networks/create", body, WireJson.Default.WireNetworkCreate, WireJson.Default.WireId, $"create network {spec.Name}", ct).ConfigureAwait(false);
        return answer.Id ?? "";
    }

    /// <returns>The network's first gateway, or null when it has none.</returns>
    public async Task<string?> GatewayAsync(string network, CancellationToken ct)
    {
        var found = await http.GetAsync($"/networks/{Query.Segment(network)}", WireJson.Default.WireNetwork, $"inspect network {network}", ct).ConfigureAwait(false);
        return found.Ipam?.Config?.Select(c => c.Gateway).FirstOrDefault(g => !string.IsNullOrEmpty(g));
    }

    public Task ConnectAsync(string network, string container, IReadOnlyList<string> aliases, CancellationToken ct)
    {
        var body = new WireNetworkConnect(container, new WireEndpointConfig(aliases.Count > 0 ? aliases : null));
        return http.PostAsync($"/networks/{Query.Segment(network)}/connect", EngineHttp.Json(body, WireJson.Default.WireNetworkConnect), $"connect container {container} to network {network}", ct);
    }

    public Task DisconnectAsync(string network, string container, bool force, CancellationToken ct)
    {
        var body = EngineHttp.Json(new WireNetworkDisconnect(container, force), WireJson.Default.WireNetworkDisconnect);
        return http.PostAsync($"/networks/{Query.Segment(network)}/disconnect", body, $"disconnect container {container} from network {network}", ct);
    }

    public async Task RemoveAsync(string network, CancellationToken ct)
    {
        try
        {
            await http.DeleteAsync($"/networks/{Query.Segment(network)}", $"remove network {network}", ct).ConfigureAwait(false);
        }
        catch (EngineException e) when (e.Kind == EngineErrorKind.NotFound)
        {
            // Gone is what was wanted.
        }
    }
}
