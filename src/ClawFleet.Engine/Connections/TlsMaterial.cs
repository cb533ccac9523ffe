using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ClawFleet.Engine.Connections;

/// <summary>What a TLS connection to an engine needs: a folder with <c>ca.pem</c>, <c>cert.pem</c>, <c>key.pem</c> (Docker's own names), each optional.</summary>
/// <param name="Folder">Null: the system's trust and no client certificate.</param>
/// <param name="Verify">False accepts any certificate of the server, as Docker's <c>DOCKER_TLS</c> does.</param>
internal sealed record TlsMaterial(string? Folder, bool Verify)
{
    public static TlsMaterial System { get; } = new(null, true);

    /// <summary>Reads the files. Called at the first connection only.</summary>
    /// <exception cref="EngineException">A file that is there cannot be used.</exception>
    public SslClientAuthenticationOptions ToOptions(string host)
    {
        var options = new SslClientAuthenticationOptions { TargetHost = host };
#pragma warning disable CA5359 // The user asked for it: DOCKER_TLS without DOCKER_TLS_VERIFY.
        if (!Verify)
            options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        if (Folder is null)
            return options;
        try
        {
            AddFiles(options, Folder, Verify);
            return options;
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new EngineException(EngineErrorKind.Unreachable, $"The TLS files in {Folder} (ca.pem, cert.pem, key.pem) cannot be used: {e.Message.TrimEnd('.')}.", e);
        }
    }

    private static void AddFiles(SslClientAuthenticationOptions options, string folder, bool verify)
    {
        var authority = Path.Combine(folder, "ca.pem");
        if (verify && File.Exists(authority))
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPemFile(authority);
            options.CertificateChainPolicy = policy;
        }

        var certificate = Path.Combine(folder, "cert.pem");
        var key = Path.Combine(folder, "key.pem");
        if (File.Exists(certificate) && File.Exists(key))
        {
            using var pem = X509Certificate2.CreateFromPemFile(certificate, key);
            // Windows' TLS cannot use a key that lives only in memory; a PKCS #12 round trip makes one it can.
            var usable = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
            options.ClientCertificateContext = SslStreamCertificateContext.Create(usable, null, offline: true);
        }
    }
}
