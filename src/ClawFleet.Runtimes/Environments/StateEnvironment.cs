using System.Collections.Immutable;

namespace ClawFleet.Runtimes.Environments;

/// <summary>Home, caches and user-installed tools below the state volume, so that they survive restart, replacement and upgrade on a read-only root.</summary>
internal static class StateEnvironment
{
    private const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    public static ImmutableSortedDictionary<string, string> Variables(RenderInput input)
    {
        var state = input.Paths.State;
        var path = input.Environment.GetValueOrDefault("PATH") is { Length: > 0 } given ? given : DefaultPath;
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

    public static ImmutableArray<string> Directories(RenderInput input) =>
        [$"{input.Paths.State}/home/.cache", $"{input.Paths.State}/cache", $"{input.Paths.State}/tools/bin"];
}
