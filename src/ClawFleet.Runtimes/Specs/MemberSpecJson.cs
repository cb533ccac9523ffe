namespace ClawFleet.Runtimes;

/// <summary>The wire form of a <see cref="MemberSpec"/>: compact camelCase JSON, nulls and empty lists left out.</summary>
public static class MemberSpecJson
{
    /// <summary>The variable in which a container finds its spec.</summary>
    public const string EnvironmentVariable = "CLAWFLEET_SPEC";

    // Owner of ClawFleet.Runtimes: implement with a source-generated JsonSerializerContext; stable order, byte-for-byte deterministic.
    public static string Write(MemberSpec spec) => throw new NotImplementedException();

    /// <exception cref="FormatException">The text is not a member spec; the message says where.</exception>
    public static MemberSpec Read(string json) => throw new NotImplementedException();
}
