using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace ClawFleet.Simulator.Tests.Processes;

/// <summary>A PostgreSQL of the machine's own package, in a temporary folder, with password authentication. Tests that need it skip where the package is missing.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    public const string Password = "password-of-the-test";
    private const string User = "ironclaw";
    private const int Nobody = 65534;

    private readonly TemporaryFolder _folder = new();
    private Process? _server;
    private int _port;

    public async ValueTask InitializeAsync()
    {
        var programs = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).FirstOrDefault(bin => File.Exists(Path.Combine(bin, "initdb"))) : null;
        if (programs is null) return;
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            _port = ((IPEndPoint)probe.LocalEndpoint).Port;
        }
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_111_111); // the server runs as somebody else when the tests run as root
        await RunAsync(Path.Combine(programs, "initdb"), "-D", _folder.File("data"), "-A", "scram-sha-256", "-U", User, "--pwfile", _folder.Write("password", Password), "--no-sync").WaitForExitAsync();
        _server = RunAsync(Path.Combine(programs, "postgres"), "-D", _folder.File("data"), "-p", $"{_port}", "-k", _folder.Path, "-c", "fsync=off", "-c", "listen_addresses=127.0.0.1");
        await AnswersAsync();
    }

    /// <summary>Makes a database and gives its URL.</summary>
    public async Task<string> CreateDatabaseAsync(string name)
    {
        if (_server is null) Assert.Skip("PostgreSQL is not installed on this machine");
        await using var source = NpgsqlDataSource.Create(ConnectionString("postgres"));
        await using var command = source.CreateCommand($"CREATE DATABASE {name}");
        await command.ExecuteNonQueryAsync();
        return $"postgres://{User}:{Password}@127.0.0.1:{_port}/{name}";
    }

    public string ConnectionString(string database) => $"Host=127.0.0.1;Port={_port};Username={User};Password={Password};Database={database};Pooling=false";

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            _server.Kill(entireProcessTree: true);
            await _server.WaitForExitAsync();
            _server.Dispose();
        }
        _folder.Dispose();
    }

    private static Process RunAsync(string program, params string[] arguments)
    {
        var command = Environment.UserName == "root" ? ["/usr/bin/setpriv", $"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups", program, .. arguments] : (string[])[program, .. arguments];
        var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" })!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private async Task AnswersAsync()
    {
        var until = DateTimeOffset.UtcNow.AddSeconds(60);
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException) when (DateTimeOffset.UtcNow < until)
            {
                await Task.Delay(50);
            }
        }
    }
}
