using ClawFleet.Engine.Http;
using ClawFleet.Engine.Wire;

namespace ClawFleet.Engine.Volumes;

/// <summary><c>/volumes</c> of the Engine API.</summary>
internal sealed class VolumeCalls(EngineHttp http)
{
    private static readonly IReadOnlyDictionary<string, string> NoLabels = new Dictionary<string, string>();

    public async Task<IReadOnlyList<VolumeSummary>> ListAsync(string? labelFilter, CancellationToken ct)
    {
        var path = new Query("/volumes").AddLabelFilters(labelFilter is null ? [] : [labelFilter]).ToString();
        var volumes = await http.GetAsync(path, WireJson.Default.WireVolumes, "list volumes", ct).ConfigureAwait(false);
        return [.. (volumes.Volumes ?? []).Select(v => new VolumeSummary(v.Name ?? "", v.Labels ?? NoLabels))];
    }

    public Task CreateAsync(VolumeSpec spec, CancellationToken ct) =>
        http.PostAsync("/volumes/create", EngineHttp.Json(new WireVolumeCreate(spec.Name, spec.Labels), WireJson.Default.WireVolumeCreate), $"create volume {spec.Name}", ct);

    public async Task RemoveAsync(string name, bool force, CancellationToken ct)
    {
        try
        {
            var path = new Query($"/volumes/{Query.Segment(name)}").AddFlag("force", force).ToString();
            await http.DeleteAsync(path, $"remove volume {name}", ct).ConfigureAwait(false);
        }
        catch (EngineException e) when (e.Kind == EngineErrorKind.NotFound)
        {
            // Gone is what was wanted.
        }
    }
}
