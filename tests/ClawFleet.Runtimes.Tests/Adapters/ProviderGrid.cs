using System.Collections.Immutable;

namespace ClawFleet.Runtimes.Tests.Adapters;

/// <summary>What becomes of one provider type with one runtime.</summary>
/// <param name="Own">Null when the provider's own address is asked, or why not.</param>
/// <param name="Elsewhere">Null when a <c>base_url</c> is asked instead, or why not.</param>
/// <param name="Organisation">Null when an organisation reaches it, or why not.</param>
internal sealed record ProviderCell(string Runtime, string Type, SpecFault? Own, SpecFault? Elsewhere, SpecFault? Organisation)
{
    public bool IsDelivered => Own is null || Elsewhere is null;
}

/// <summary>Runtimes × provider types: each cell is rendered and looked through, and what is not found in it must have been refused.</summary>
internal static class ProviderGrid
{
    public const string Key = "value-of-GRID_KEY";

    private const string Url = "http://model.test:8080/v1";
    private const string ThisMachine = "http://host.docker.internal:11434";
    private const string Organisation = "organisation-of-the-grid";
    private const string Model = "model-of-the-grid";

    public static ImmutableArray<string> Types { get; } = ["openai", "anthropic", "google", "mistral", "groq", "openrouter", "ollama", "custom"];

    public static ImmutableArray<ProviderCell> Cells { get; } =
        [.. RuntimeAdapters.All.Keys.Order(StringComparer.Ordinal).SelectMany(runtime => Types.Select(type => Cell(runtime, type)))];

    /// <summary>The member of a cell.</summary>
    public static MemberSpec Member(string runtime, string type, bool elsewhere, bool organisation = false) => Members.Of(runtime) with
    {
        Model = Model,
        Provider = new ProviderSpec(type == "custom" ? "house" : type, type, elsewhere ? Url : null, type == "ollama" ? null : "secret://GRID_KEY", organisation ? Organisation : null),
    };

    private static ProviderCell Cell(string runtime, string type)
    {
        var own = type switch
        {
            "custom" => new SpecFault("provider", true, "no address of its own", "", ""),

            // The address that a file without one stands for.
            "ollama" => Refusal(Member(runtime, type, elsewhere: false) is var bare ? bare with { Provider = bare.Provider! with { BaseUrl = ThisMachine } } : null!, Model, new Uri(ThisMachine).Authority),
            _ => Refusal(Member(runtime, type, elsewhere: false), Model),
        };
        var elsewhere = Refusal(Member(runtime, type, elsewhere: true), Model, new Uri(Url).Authority);
        return new ProviderCell(runtime, type, own, elsewhere, Refusal(Member(runtime, type, elsewhere: elsewhere is null, organisation: true), Organisation));
    }

    /// <returns>Null when every mark (and the key) is in what the runtime is started with.</returns>
    private static SpecFault? Refusal(MemberSpec spec, params string[] marks)
    {
        if (spec.Check().FirstOrDefault(f => f.IsError) is { } fault)
        {
            return fault;
        }

        var launch = spec.Render();
        var everything = string.Join('\n', launch.Files.Select(f => f.Text).Concat(launch.Environment.Values));
        foreach (var mark in spec.Provider!.ApiKey is null ? marks : [.. marks, Key])
        {
            Assert.True(everything.Contains(mark, StringComparison.Ordinal), $"{spec.Runtime}: {mark} of {spec.Provider.Type} is neither delivered nor refused");
        }

        Assert.DoesNotContain(launch.Argv, a => a.Contains(Key, StringComparison.Ordinal));
        return null;
    }
}
