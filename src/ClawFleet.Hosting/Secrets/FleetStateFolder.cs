namespace ClawFleet.Hosting;

/// <summary>A fleet's own folder below the state root. Never needed to find, adopt, stop or remove the fleet.</summary>
internal sealed class FleetStateFolder(string stateRoot, string fleet)
{
    public string Path { get; } = System.IO.Path.Combine(stateRoot, fleet);

    public string LockFile => System.IO.Path.Combine(Path, "lock");

    /// <summary>Who holds <see cref="LockFile"/>; a file of its own, since a locked one cannot be read.</summary>
    public string LockHolderFile => System.IO.Path.Combine(Path, "lock.holder");

    public string SecretsFile => System.IO.Path.Combine(Path, "secrets.json");

    public string SecretsLockFile => System.IO.Path.Combine(Path, "secrets.lock");

    public string KeyFile => System.IO.Path.Combine(Path, "hmac.key");

    /// <summary>What <see cref="FleetInbox"/> keeps.</summary>
    public string Inbox => System.IO.Path.Combine(Path, "inbox");

    /// <summary>The record of what the fleet's members said and used, and of what was done to them.</summary>
    public string Telemetry => System.IO.Path.Combine(Path, "telemetry");

    public string ConversationsFile => System.IO.Path.Combine(Path, "conversations.json");

    /// <summary>Held by the process that records the fleet.</summary>
    public string HostLockFile => System.IO.Path.Combine(Path, "host.lock");

    /// <summary>Held by the process that restarts what dies.</summary>
    public string SupervisorLockFile => System.IO.Path.Combine(Path, "supervisor.lock");

    public string HostFile => System.IO.Path.Combine(Path, "host.json");

    /// <summary>The page's token alone, for a program that takes it from a file.</summary>
    public string HostTokenFile => System.IO.Path.Combine(Path, "host.token");

    public string HostLogFile => System.IO.Path.Combine(Path, "host.log");

    public string ReceiverFile => System.IO.Path.Combine(Path, "otlp.json");

    /// <summary>Journals of upgrades that are under way, were cut off, or kept their copy.</summary>
    public string Upgrades => System.IO.Path.Combine(Path, "upgrades");

    public void Ensure() => PrivateFiles.EnsureFolder(Path);

    public void Delete()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
