using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ClawFleet.Engine.Connections;

namespace ClawFleet.Engine.Tests.Connections;

/// <summary>An engine behind TLS with an authority of its own, which wants the client's certificate.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clawfleet-tls-").FullName;
    private readonly X509Certificate2 _authority;
    private readonly X509Certificate2 _server;

    public TlsTests()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        _server = Issue("CN=engine", "1.3.6.1.5.5.7.3.1", names => names.AddIpAddress(IPAddress.Loopback));
        using var client = Issue("CN=client", "1.3.6.1.5.5.7.3.2", names => names.AddDnsName("client"));
        File.WriteAllText(Path.Combine(_folder, "ca.pem"), _authority.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_folder, "cert.pem"), client.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_folder, "key.pem"), client.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }

    [Fact]
    public async Task Both_sides_show_their_certificates()
    {
        using var listener = Listen(out var address);
        var serving = ServeAsync(listener);
        await using var engine = new DockerEngine(() => [EngineAddress.Parse(address, "DOCKER_HOST", new TlsMaterial(_folder, Verify: true))]);
        Assert.Empty(await engine.ListContainersAsync(new ContainerListQuery(true, []), default));
        Assert.Equal("CN=client", await serving);
    }

    [Fact]
    public async Task An_unknown_authority_is_refused()
    {
        using var listener = Listen(out var address);
        var serving = ServeAsync(listener);
        await using var engine = new DockerEngine(() => [EngineAddress.Parse(address, "DOCKER_HOST", TlsMaterial.System)]);
        var error = await Assert.ThrowsAsync<EngineException>(() => engine.GetInfoAsync(default));
        Assert.Equal(EngineErrorKind.Unreachable, error.Kind);
        Assert.Contains("TLS failed", error.Message, StringComparison.Ordinal);
        Assert.Null(await serving);
    }

    [Fact]
    public async Task Without_verification_any_certificate_will_do()
    {
        using var listener = Listen(out var address);
        var serving = ServeAsync(listener);
        await using var engine = new DockerEngine(() => [EngineAddress.Parse(address, "DOCKER_HOST", new TlsMaterial(null, Verify: false))]);
        Assert.Empty(await engine.ListContainersAsync(new ContainerListQuery(true, []), default));
        Assert.Equal("", await serving);
    }

    [Fact]
    public async Task Unusable_files_are_named()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "key.pem"), "no key");
        using var listener = Listen(out var address);
        await using var engine = new DockerEngine(() => [EngineAddress.Parse(address, "DOCKER_HOST", new TlsMaterial(_folder, Verify: true))]);
        var error = await Assert.ThrowsAsync<EngineException>(() => engine.GetInfoAsync(default));
        Assert.Contains($"The TLS files in {_folder}", error.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static TcpListener Listen(out string address)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        address = $"tcp://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        return listener;
    }

    /// <summary>Answers a ping and a list; gives the client's name, empty without a certificate, null when the handshake failed.</summary>
    private async Task<string?> ServeAsync(TcpListener listener)
    {
        using var connection = await listener.AcceptTcpClientAsync();
        await using var secure = new SslStream(connection.GetStream());
        try
        {
            await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
            {
                ServerCertificate = _server,
                ClientCertificateRequired = true,
                RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is null || certificate.Subject == "CN=client",
            });
            foreach (var body in new[] { "OK", "[]" })
            {
                var head = new StringBuilder();
                var one = new byte[1];
                while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
                {
                    if (await secure.ReadAsync(one) == 0)
                        return null;
                    head.Append((char)one[0]);
                }
                await secure.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nContent-Length: 2\r\n\r\n{body}"));
            }
            return secure.RemoteCertificate?.Subject ?? "";
        }
        catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
        {
            return null;
        }
    }

    private X509Certificate2 Issue(string name, string usage, Action<SubjectAlternativeNameBuilder> names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        var alternative = new SubjectAlternativeNameBuilder();
        names(alternative);
        request.CertificateExtensions.Add(alternative.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        using var issued = request.Create(_authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1), RandomNumberGenerator.GetBytes(8));
        using var whole = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }
}
