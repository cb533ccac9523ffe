namespace ClawFleet.Runtimes;

/// <summary>Faults that more than one adapter states.</summary>
internal static class Faults
{
    public static SpecFault Error(string path, string what, string why, string remedy) => new(path, true, what, why, remedy);

    public static SpecFault Warning(string path, string what, string why, string remedy) => new(path, false, what, why, remedy);

    public static IEnumerable<SpecFault> Model(MemberSpec spec, string title, Func<string, bool> knowsType)
    {
        if (spec.Provider is not { } provider)
        {
            if (spec.Model is not null)
            {
                yield return Error("model", "a model without a provider", $"{title} must know where the model answers", "add `provider:`");
            }

            yield break;
        }

        if (!knowsType(provider.Type))
        {
            yield return Error("provider", $"{title} has no provider of type {provider.Type}", "it would not be asked", "use type custom with a base_url");
        }

        if (spec.Model is null)
        {
            yield return Error("model", "a provider without a model", $"{title} would ask for a model of its own choice, which {provider.Name} may not have", "add `model:`");
        }

        if (provider.Type == "custom" && provider.BaseUrl is null)
        {
            yield return Error("provider", "a custom provider without base_url", "there is no endpoint to ask", "add `base_url:` to the provider");
        }

        if (provider.Type == "ollama" && provider.BaseUrl is null)
        {
            // A fleet's file names the machine where it says nothing; a container that is started alone has no name for it.
            yield return Error("provider.base_url", "ollama without base_url", "its own default is localhost, which in a container is the container itself",
                "give the server's address (CLAWDEN_LLM_BASE_URL): http://host.docker.internal:11434 is this machine, where the container has --add-host host.docker.internal:host-gateway");
        }

        if (provider.ApiKey is null && provider.Type is not ("ollama" or "custom"))
        {
            yield return Error("provider", $"no API key for {provider.Name}", $"{provider.Type} refuses every request without one", "add `api_key:` to the provider");
        }
    }
}
