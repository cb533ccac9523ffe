namespace ClawFleet.Conformance.Knowledge;

/// <summary>What the suite must know of one runtime to ask it something in its own words. A runtime without an entry is checked for everything else.</summary>
/// <param name="ConfigFile">The native configuration it reads, in the container; empty when it has none.</param>
/// <param name="DefaultFile">The default baked into the image, which nothing may change.</param>
/// <param name="Override">A variable that overrides one native key, and the regular expression its native file then matches.</param>
/// <param name="Own">A file that a user could have written, and where it is mounted.</param>
/// <param name="Calls">Requests to its API.</param>
/// <param name="SecretVariables">Beginnings of the names of variables of the runtime's own process that may hold a secret, each with the reason why there is no better way.</param>
internal sealed record RuntimeKnowledge(
    string ConfigFile, string DefaultFile, NativeOverride Override, OwnFile Own, IReadOnlyList<ApiCall> Calls, IReadOnlyDictionary<string, string> SecretVariables)
{
    /// <summary>Whether its API wants a token at all.</summary>
    public bool DemandsToken { get; init; } = true;
}

/// <param name="Variable">Such as <c>CLAWFLEET_CONFIG__logging__level</c>.</param>
/// <param name="Value">What it is set to.</param>
/// <param name="Pattern">What the native file then holds.</param>
internal sealed record NativeOverride(string Variable, string Value, string Pattern)
{
    /// <summary>There is no value that could be overridden.</summary>
    public static NativeOverride None { get; } = new("", "", "");
}

/// <param name="Path">Where it is mounted in the container.</param>
/// <param name="Text">Its text, with a comment that only a person would write.</param>
internal sealed record OwnFile(string Path, string Text);

/// <param name="Body">JSON, or null for a GET.</param>
/// <param name="Understood">Status codes that show the request was understood with the right token; a model is not there to answer it.</param>
internal sealed record ApiCall(string Path, string? Body, IReadOnlyList<int> Understood);
