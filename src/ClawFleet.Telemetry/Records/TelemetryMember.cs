namespace ClawFleet.Telemetry;

/// <summary>
/// Who sent something: <c>service.name</c> and <c>service.instance.id</c> of its resource. Without a name it is
/// <c>unknown_service</c>, as the OpenTelemetry semantic conventions have it; without an instance id that part is empty.
/// </summary>
public readonly record struct TelemetryMember(string Service, string Instance)
{
    public const string Unknown = "unknown_service";

    /// <summary>True for the service's name, and for <c>name/instance</c>.</summary>
    public bool Is(string name) => name == Service || name == ToString();

    /// <summary>By service, then by instance.</summary>
    public static IComparer<TelemetryMember> Order { get; } = Comparer<TelemetryMember>.Create(Compare);

    private static int Compare(TelemetryMember a, TelemetryMember b)
    {
        var byService = string.CompareOrdinal(a.Service, b.Service);
        return byService != 0 ? byService : string.CompareOrdinal(a.Instance, b.Instance);
    }

    public override string ToString() => Instance.Length == 0 ? Service : $"{Service}/{Instance}";
}
