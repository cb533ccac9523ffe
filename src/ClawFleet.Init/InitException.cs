namespace ClawFleet.Init;

/// <summary>clawinit cannot go on. The message is one line with the remedy and holds no secret.</summary>
internal sealed class InitException(int code, string message) : Exception(message)
{
    public int Code { get; } = code;
}
