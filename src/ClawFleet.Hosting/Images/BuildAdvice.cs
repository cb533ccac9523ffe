namespace ClawFleet.Hosting.Images;

/// <summary>From the last words of a failed build to what probably mends it.</summary>
internal static class BuildAdvice
{
    private static readonly (string[] Signs, string Advice)[] Known =
    [
        (["no space left on device", "ENOSPC", "You don't have enough free space"],
            "The engine's disk is full: free some space (docker system df shows what takes it) and try again."),
        (["SELF_SIGNED_CERT", "UNABLE_TO_GET_ISSUER_CERT", "UNABLE_TO_VERIFY_LEAF", "unable to get local issuer", "self-signed certificate", "self signed certificate",
            "certificate verification failed", "Certificate verification failed", "x509:", "CERT_UNTRUSTED"],
            "The build does not trust the network's certificate: point SSL_CERT_FILE at the CA bundle that this machine trusts and try again."),
        (["code EUSAGE", "in sync", "code EINTEGRITY", "integrity checksum failed"],
            "The lockfile and what the registry gives do not fit: restore package.json and package-lock.json of the runtime's folder, or make the lockfile anew."),
        (["code E401", "code E403", "401 Unauthorized", "403 Forbidden", "407 Proxy"],
            "The package source or the proxy refuses this machine: check HTTP_PROXY, HTTPS_PROXY and NPM_CONFIG_REGISTRY."),
        (["code E404", "code ETARGET", "Unable to locate package", "404  Not Found"],
            "A pinned package is not to be had from the package source in use: check NPM_CONFIG_REGISTRY or the source's state."),
        (["Temporary failure resolving", "Could not resolve", "EAI_AGAIN", "ENOTFOUND", "ETIMEDOUT", "ECONNREFUSED", "ECONNRESET", "Network is unreachable", "Unable to connect",
            "Connection timed out", "Could not connect", "Failed to fetch", "network timeout"],
            "Containers have no way to the package sources: check the network, and set HTTP_PROXY and HTTPS_PROXY where a proxy is needed (one on 127.0.0.1 cannot be reached from a container)."),
        (["cgroups in hybrid mode not supported"],
            "Podman's default runtime crun does not run on a machine with control groups of both versions: install runc, write [engine] and below it runtime = \"runc\" to ~/.config/containers/containers.conf, and start Podman's service again."),
        (["exec format error"],
            "The image is for another processor than this engine's: check the engine's architecture."),
        (["COPY failed", "no such file or directory", "no source files were specified"],
            "A file that the Dockerfile copies is missing: check that the ClawFleet folder is whole."),
    ];

    public static string For(IEnumerable<string> lastLines)
    {
        var text = string.Join('\n', lastLines);
        foreach (var (signs, advice) in Known)
        {
            if (signs.Any(sign => text.Contains(sign, StringComparison.Ordinal)))
            {
                return advice;
            }
        }

        return "The last lines of the build say why.";
    }
}
