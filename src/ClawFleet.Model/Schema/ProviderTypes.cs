using System.Collections.Immutable;

namespace ClawFleet.Model.Schema;

/// <summary>Well-known model providers and the variables their keys come from.</summary>
internal static class ProviderTypes
{
    public const string Custom = "custom";
    public const string Ollama = "ollama";

    private static readonly (string Type, ImmutableArray<string> Keys)[] Table =
    [
        ("openai", ["OPENAI_API_KEY"]),
        ("anthropic", ["ANTHROPIC_API_KEY"]),
        ("google", ["GOOGLE_API_KEY", "GEMINI_API_KEY"]),
        ("mistral", ["MISTRAL_API_KEY"]),
        ("groq", ["GROQ_API_KEY"]),
        ("openrouter", ["OPENROUTER_API_KEY"]),
        (Ollama, []),
    ];

    public static readonly ImmutableArray<string> WellKnown = [.. Table.Select(t => t.Type)];

    public static readonly ImmutableArray<string> All = [.. WellKnown, Custom];

    /// <summary>The type's name for any spelling of its case; null when it is not well known.</summary>
    public static string? Canonical(string written) => WellKnown.FirstOrDefault(t => t.Equals(written, StringComparison.OrdinalIgnoreCase));

    /// <summary>Key variables of a type, the first one preferred; empty when it needs none.</summary>
    public static ImmutableArray<string> KeyVariables(string type) => Array.Find(Table, t => t.Type == type).Keys is { IsDefault: false } keys ? keys : [];
}
