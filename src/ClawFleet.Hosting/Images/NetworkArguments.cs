namespace ClawFleet.Hosting.Images;

/// <summary>Build arguments that tell a build how this machine reaches the network. Passed on when set, and no part of an image's hash.</summary>
internal static class NetworkArguments
{
    /// <summary>The proxy variables are known to every builder and stay out of the image; those of package sources are declared by the build stages that use them.</summary>
    private static readonly string[] Names =
    [
        "HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy", "NPM_CONFIG_REGISTRY", "PIP_INDEX_URL",
    ];

    public static IEnumerable<KeyValuePair<string, string>> Read(Func<string, string?> variable)
        => Names.Select(name => KeyValuePair.Create(name, variable(name) ?? "")).Where(pair => pair.Value.Length > 0);
}
