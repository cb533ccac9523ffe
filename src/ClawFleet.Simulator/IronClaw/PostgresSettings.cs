using System.Globalization;
using ClawFleet.Simulator.Configuration;
using Npgsql;

namespace ClawFleet.Simulator.IronClaw;

/// <summary>How the database of a hosted profile is reached.</summary>
/// <param name="ConnectionString">For Npgsql; holds the password.</param>
/// <param name="Place"><c>host:port/database</c>, for messages.</param>
/// <param name="Patience">How long the start waits for a server that is not there yet.</param>
internal sealed record PostgresSettings(string ConnectionString, string Place, TimeSpan Patience)
{
    private const string Singleton = "IRONCLAW_REBORN_POSTGRES_RESOURCE_GOVERNOR_SINGLETON";
    private const string SslMode = "DATABASE_SSLMODE";
    private const string AllowClearText = "IRONCLAW_REBORN_ALLOW_REMOTE_POSTGRES_CLEAR_TEXT";
    private const string PoolSize = "IRONCLAW_REBORN_POSTGRES_POOL_MAX_SIZE";
    private const string MaxWait = "IRONCLAW_FILESYSTEM_POSTGRES_MIGRATION_CONNECT_MAX_WAIT_SECS";
    private const int MinKeyBytes = 32;
    private const int MinDistinctKeyBytes = 8;

    /// <exception cref="StartRefusedException">Section, variable or value that IronClaw refuses. Source: <c>ironclaw_composition/src/input.rs</c>.</exception>
    public static PostgresSettings Resolve(IronClawConfig config, ProcessEnvironment environment)
    {
        if (config.Tree.At("storage") is null)
            throw new StartRefusedException("profile=hosted-single-tenant requires [storage] backend = \"postgres\" with url_env naming an environment variable such as IRONCLAW_REBORN_POSTGRES_URL");
        if (config.Tree.Text("storage", "backend") is null) throw new StartRefusedException("profile=hosted-single-tenant requires [storage].backend = \"postgres\"");

        var urlVariable = config.Tree.Text("storage", "url_env") ?? "IRONCLAW_REBORN_POSTGRES_URL";
        var keyVariable = config.Tree.Text("storage", "secret_master_key_env") ?? "IRONCLAW_REBORN_SECRET_MASTER_KEY";
        var url = Required(environment, urlVariable, "Reborn PostgreSQL URL", "storage.url_env");
        CheckMasterKey(keyVariable, Required(environment, keyVariable, "Reborn secret master key", "storage.secret_master_key_env"));
        if (Switch(environment, Singleton) is not true)
            throw new StartRefusedException($"{Singleton} must be set to true when this process is the singleton or elected resource-governor authority for the shared Postgres database");
        var pool = config.Tree.Whole("storage", "pool_max_size") ?? 8;
        if (environment.Get(PoolSize) is { } text && !(int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out pool) && pool > 0))
            throw new StartRefusedException($"{PoolSize} must be a positive integer");
        return Connect(urlVariable, url, environment, pool);
    }

    private static PostgresSettings Connect(string variable, string url, ProcessEnvironment environment, int pool)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("postgres" or "postgresql") || uri.Host.Length == 0) throw new StartRefusedException($"{variable} is no postgres:// URL");
        var user = uri.UserInfo.Split(':', 2);
        var database = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/'));
        var mode = environment.Get(SslMode) is { } given && given.Trim().Length > 0 ? given.Trim() : Query(uri, "sslmode") ?? "prefer";
        if (mode.ToLowerInvariant() is not ("disable" or "allow" or "prefer" or "require" or "verify-ca" or "verify-full"))
            throw new StartRefusedException($"{SslMode}: invalid Postgres ssl mode '{mode}', expected 'disable', 'allow', 'prefer', 'require', 'verify-ca', or 'verify-full'");
        var local = uri.Host is "localhost" or "127.0.0.1" or "[::1]" or "::1";
        var clearText = mode.Equals("disable", StringComparison.OrdinalIgnoreCase);
        if (!local && clearText && Switch(environment, AllowClearText) is not true)
            throw new StartRefusedException($"remote Postgres over clear text is disabled; set {AllowClearText}=true beside {SslMode}=disable for a trusted private network");
        if (!local && !clearText) throw new StartRefusedException($"remote Postgres needs TLS, which clawsim does not simulate; for a private network set {SslMode}=disable and {AllowClearText}=true");

        var connection = new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host,
            Port = uri.Port > 0 ? uri.Port : 5432,
            Database = database,
            Username = Uri.UnescapeDataString(user[0]),
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
            SslMode = Npgsql.SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
            MaxPoolSize = Math.Min(pool, 4),
            Timeout = 5,
            CommandTimeout = 10,
            ApplicationName = "clawsim",
        };
        var wait = environment.Get(MaxWait) is { } seconds
            ? int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : throw new StartRefusedException($"{MaxWait} must be a whole number of seconds")
            : 300;
        return new PostgresSettings(connection.ConnectionString, $"{connection.Host}:{connection.Port}/{database}", TimeSpan.FromSeconds(wait));
    }

    private static void CheckMasterKey(string variable, string key)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(key);
        if (bytes.Length < MinKeyBytes) throw new StartRefusedException($"{variable} must have at least {MinKeyBytes} bytes");
        if (bytes.Distinct().Count() < MinDistinctKeyBytes) throw new StartRefusedException($"{variable} has too little variety: at least {MinDistinctKeyBytes} different bytes are needed");
    }

    private static string Required(ProcessEnvironment environment, string variable, string description, string field)
    {
        var value = environment.Get(variable)
            ?? throw new StartRefusedException($"{variable} must be set to the {description}; config.toml may only name this env var via [{field}], never contain the secret value");
        return value.Trim().Length > 0 ? value.Trim() : throw new StartRefusedException($"{variable} must not be empty");
    }

    /// <returns>Null when the variable is not set.</returns>
    private static bool? Switch(ProcessEnvironment environment, string variable) => environment.Get(variable)?.Trim().ToLowerInvariant() switch
    {
        null => null,
        "true" or "1" or "yes" or "on" => true,
        "false" or "0" or "no" or "off" => false,
        _ => throw new StartRefusedException($"{variable} must be one of true, false, 1, 0, yes, no, on, or off"),
    };

    private static string? Query(Uri uri, string name) =>
        uri.Query.TrimStart('?').Split('&').Select(pair => pair.Split('=', 2)).FirstOrDefault(pair => pair.Length == 2 && pair[0] == name)?[1];
}
