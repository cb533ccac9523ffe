namespace ClawFleet.Runtimes;

/// <summary>Model names with and without the provider before them.</summary>
internal static class ModelNames
{
    /// <summary>The name as the provider itself spells it: without the provider's name or type and a slash, where the file wrote one.</summary>
    public static string Unprefixed(string model, ProviderSpec provider)
    {
        var prefix = new[] { provider.Name + "/", provider.Type + "/" }.FirstOrDefault(p => model.StartsWith(p, StringComparison.Ordinal));

        // openrouter/auto and groq/compound are names of models: their providers' own lists carry the prefix.
        var isWholeName = (provider.Type == "openrouter" && model.Count(c => c == '/') == 1) || model.StartsWith("groq/compound", StringComparison.Ordinal);
        return prefix is null || isWholeName ? model : model[prefix.Length..];
    }
}
