using ClawFleet.Hosting.Images;

namespace ClawFleet.Hosting.Tests.Images;

public sealed class CertificatesOfTheMachine : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("clawfleet-ca-");

    [Fact]
    public void The_variable_wins_over_the_usual_places()
    {
        var named = File("named.pem", "named");
        var usual = File("usual.pem", "usual");
        Assert.Equal("named"u8, CaBundle.Read(v => v == "SSL_CERT_FILE" ? named : null, [usual]));
    }

    [Fact]
    public void A_variable_that_names_nothing_falls_back_to_the_usual_places()
        => Assert.Equal("usual"u8, CaBundle.Read(v => v == "SSL_CERT_FILE" ? "/nowhere/ca.pem" : null, [File("empty.pem", ""), File("usual.pem", "usual")]));

    [Fact]
    public void Extra_certificates_of_node_are_taken_where_there_is_nothing_else()
    {
        var extra = File("extra.pem", "extra");
        Assert.Equal("extra"u8, CaBundle.Read(v => v == "NODE_EXTRA_CA_CERTS" ? extra : null, []));
    }

    [Fact]
    public void A_machine_without_certificates_gives_an_empty_bundle() => Assert.Empty(CaBundle.Read(_ => null, []));

    public void Dispose() => _folder.Delete(recursive: true);

    private string File(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }
}
