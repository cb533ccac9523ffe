namespace ClawFleet.Model.Plans;

/// <summary>Enumerations as the written plan spells them; fixed words, not names of code.</summary>
internal static class PlanWords
{
    public static string Of(ContainerRole role) => role == ContainerRole.Sidecar ? "sidecar" : "member";

    public static string Of(MountKind kind) => kind switch { MountKind.Volume => "volume", MountKind.Bind => "bind", _ => "tmpfs" };

    public static string Of(SecretOrigin origin) => origin switch { SecretOrigin.Expression => "expression", SecretOrigin.Literal => "literal", _ => "generated" };

    public static ContainerRole Role(string? word) => word == "sidecar" ? ContainerRole.Sidecar : ContainerRole.Member;

    public static MountKind Mount(string? word) => word switch { "volume" => MountKind.Volume, "bind" => MountKind.Bind, _ => MountKind.Tmpfs };
}
