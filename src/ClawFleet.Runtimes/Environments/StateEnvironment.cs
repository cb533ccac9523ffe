using System.Collections.Immutable;

namespace ClawFleet.Runtimes.Environments;

/// <summary>Home, caches and user-installed tools below the state volume, so that they survive restart, replacement and upgrade on a read-only root.</summary>
public static class StateEnvironment
{
    private const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>What the runtime gets.</summary>
    internal static ImmutableSortedDictionary<string, string> Variables(RenderInput input) => Variables(input.Paths.State, input.Environment.GetValueOrDefault("PATH"));

    /// <param name="state">The member's state, <c>/state</c>.</param>
    /// <param name="path">The container's PATH; null or empty for the usual one.</param>
    public static ImmutableSortedDictionary<string, string> Variables(string state, string? path)
    {
        path = path is { Length: > 0 } ? path : DefaultPath;
        return ImmutableSortedDictionary.CreateRange<string, string>(StringComparer.Ordinal,
        [
            new("HOME", $"{state}/home"),
            new("NPM_CONFIG_CACHE", $"{state}/cache/npm"),
            new("NPM_CONFIG_PREFIX", $"{state}/tools"),

            // Last, so that nothing an agent installs can take the place of a program of the image.
            new("PATH", $"{path}:{state}/tools/bin"),
            new("PIP_CACHE_DIR", $"{state}/cache/pip"),
            new("PYTHONUSERBASE", $"{state}/tools"),
            new("UV_CACHE_DIR", $"{state}/cache/uv"),
            new("UV_TOOL_BIN_DIR", $"{state}/tools/bin"),
            new("UV_TOOL_DIR", $"{state}/tools/uv"),
            new("XDG_CACHE_HOME", $"{state}/cache"),
            new("XDG_CONFIG_HOME", $"{state}/home/.config"),
            new("XDG_DATA_HOME", $"{state}/home/.local/share"),
            new("XDG_STATE_HOME", $"{state}/home/.local/state"),
        ]);
    }

    internal static ImmutableArray<string> Directories(RenderInput input) =>
        [$"{input.Paths.State}/home/.cache", $"{input.Paths.State}/cache", $"{input.Paths.State}/tools/bin"];
}
