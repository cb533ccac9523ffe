namespace ClawFleet.Hosting.Images;

/// <summary>
/// The CA certificates this machine trusts, for the network steps of builds on machines behind an inspecting proxy. They reach build stages only, never
/// a finished image, and are no part of an image's hash.
/// </summary>
internal static class CaBundle
{
    public const string FileName = "ca-bundle.crt";

    private const long LargestBytes = 16 * 1024 * 1024;

    private static readonly string[] Variables = ["SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE"];

    private static readonly string[] Places =
    [
        "/etc/ssl/certs/ca-certificates.crt", // Debian, Ubuntu, Arch, Alpine
        "/etc/pki/tls/certs/ca-bundle.crt", // Fedora, RHEL
        "/etc/ssl/ca-bundle.pem", // openSUSE
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
        "/etc/ssl/cert.pem", // macOS, Alpine
    ];

    /// <summary>The bundle's bytes; empty when the machine has none.</summary>
    public static byte[] Read() => Read(Environment.GetEnvironmentVariable, Places);

    internal static byte[] Read(Func<string, string?> variable, IEnumerable<string> places)
    {
        foreach (var path in Variables.Select(variable).OfType<string>().Concat(places).Append(variable("NODE_EXTRA_CA_CERTS") ?? ""))
        {
            try
            {
                if (path.Length > 0 && new FileInfo(path) is { Exists: true, Length: > 0 and <= LargestBytes })
                {
                    return File.ReadAllBytes(path);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // One that cannot be read is as good as none; the next place may do.
            }
        }

        return [];
    }
}
