using System.Collections.Immutable;

namespace ClawFleet.Model.Catalogue;

/// <summary>How one talks to a runtime: <c>chat: {protocol: WORD, path: /…}</c>.</summary>
/// <param name="Protocol">One of <see cref="Protocols"/>.</param>
/// <param name="Path">Path on the member's port (for <c>nanoclaw</c>: of the bridge), with its leading slash.</param>
public sealed record ChatEntry(string Protocol, string Path)
{
    /// <summary>The words that <c>chat.protocol</c> may say.</summary>
    public static readonly ImmutableArray<string> Protocols = ["openai-chat", "responses", "a2a", "microclaw-a2a", "webhook", "pico", "nanoclaw"];
}
