using ClawFleet.Model.Environments;

namespace ClawFleet.Publishing.Compose;

/// <summary>What a published project's <c>.env</c> says: the variables in its <c>compose.yaml</c>.</summary>
/// <param name="User"><c>uid:gid</c> that the containers run as and the secret files belong to.</param>
/// <param name="Secrets">Folder of the secret files, absolute.</param>
public sealed record ComposeSettings(string User, string Secrets)
{
    internal const string UserVariable = "CLAWFLEET_USER";
    internal const string SecretsVariable = "CLAWFLEET_SECRETS";

    /// <summary>Relative to the project's folder.</summary>
    internal const string DefaultSecrets = "secrets";

    /// <summary>Reads the <c>.env</c> of a project that was published before; what it does not set is as a new one has it.</summary>
    /// <param name="folder">The project's folder, absolute; it need not be there.</param>
    /// <param name="user">The user of a new one.</param>
    public static ComposeSettings Read(string folder, string user)
    {
        var set = VariableSet.Read(Path.Combine(folder, ".env"), new Dictionary<string, string>());
        return new ComposeSettings(Value(UserVariable, user), Path.GetFullPath(Value(SecretsVariable, DefaultSecrets), folder));

        string Value(string name, string otherwise) => set.Find(name)?.Value is { Length: > 0 } value ? value : otherwise;
    }

    /// <summary>The <c>.env</c> of a new project.</summary>
    internal static string Template(string user) => $"""
        # Read by docker compose beside compose.yaml. Written once by `clawden publish compose`, and yours from then on.

        # Whom the secret files belong to (uid:gid, never root). The containers run as this user: nobody else can read mode 0400.
        {UserVariable}={user}

        # The folder of the secret files; one on tmpfs keeps them off the disk.
        {SecretsVariable}=./{DefaultSecrets}

        """;
}
