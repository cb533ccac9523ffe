using System.Collections.Immutable;

namespace ClawFleet.Hosting;

/// <summary>What came of the secret files, by file name.</summary>
/// <param name="Written">New, empty before, or overwritten.</param>
/// <param name="Kept">They hold something else than the fleet's file and its variables say now.</param>
/// <param name="Unneeded">No container of the plan mounts them.</param>
public sealed record SecretFolderChange(ImmutableArray<string> Written, ImmutableArray<string> Kept, ImmutableArray<string> Unneeded);
