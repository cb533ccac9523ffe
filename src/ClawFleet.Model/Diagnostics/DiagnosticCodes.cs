namespace ClawFleet.Model.Diagnostics;

/// <summary>All codes there are. A code keeps its meaning for ever; <c>docs/diagnostics.md</c> explains each one.</summary>
public static class DiagnosticCodes
{
    // 01: the text.
    public const string BrokenYaml = "CF0101";
    public const string DuplicateKey = "CF0102";
    public const string SeveralDocuments = "CF0103";
    public const string UnknownAnchor = "CF0104";
    public const string BadMerge = "CF0105";
    public const string KeyIsNotText = "CF0106";
    public const string TooLarge = "CF0107";

    // 02: keys and values.
    public const string UnknownKey = "CF0201";
    public const string WrongKind = "CF0202";
    public const string UnknownWord = "CF0203";
    public const string BadValue = "CF0204";
    public const string MissingKey = "CF0205";
    public const string MisplacedKey = "CF0206";
    public const string BadName = "CF0207";
    public const string TwoNamesForOne = "CF0208";

    // 03: variables.
    public const string MissingVariable = "CF0301";
    public const string BadReference = "CF0302";
    public const string BadEnvLine = "CF0303";
    public const string NoEnvFile = "CF0304";
    public const string EmptyVariable = "CF0305";

    // 04: what belongs together.
    public const string BothForms = "CF0401";
    public const string NoRuntime = "CF0402";
    public const string UntypedChannel = "CF0403";
    public const string UndefinedChannel = "CF0404";
    public const string SharedChannel = "CF0405";
    public const string SharedCredential = "CF0406";
    public const string UntypedProvider = "CF0407";
    public const string NoBaseUrl = "CF0408";
    public const string UndefinedProvider = "CF0409";
    public const string BadVersion = "CF0410";
    public const string UnassignedChannel = "CF0411";
    public const string DuplicateMember = "CF0412";
    public const string NoSuchMember = "CF0413";
    public const string PortTaken = "CF0414";
    public const string LoopbackUrl = "CF0415";

    // 05: credentials.
    public const string LiteralSecret = "CF0501";
    public const string MissingCredential = "CF0502";
    public const string MissingProviderKey = "CF0503";
    public const string SecretInPlainPlace = "CF0504";

    // 06: what can be had.
    public const string UnknownRuntime = "CF0601";
    public const string RuntimeNotCarried = "CF0602";
    public const string VersionNotCarried = "CF0603";
    public const string UnknownTool = "CF0604";
    public const string NotDelivered = "CF0605";
    public const string RefusedByRuntime = "CF0606";
    public const string LimitedByRuntime = "CF0607";
    public const string NoSimulator = "CF0608";
    public const string NotSupported = "CF0609";
    public const string BadTool = "CF0610";
    public const string NoOciRuntime = "CF0611";
    public const string BadRuntime = "CF0612";
}
