using System.Collections.Immutable;

namespace ClawFleet.Publishing.Output;

/// <summary>Publishing would overwrite what somebody changed; the message names the files and the way out.</summary>
public sealed class OutputRefusedException(string folder, ImmutableArray<string> paths)
    : Exception($"{folder} holds what 'clawden publish' did not write: {string.Join(", ", paths.Take(5))}{(paths.Length > 5 ? $" and {paths.Length - 5} more" : "")}. Choose another folder with -o, or overwrite with --force.")
{
    public ImmutableArray<string> Paths { get; } = paths;
}
