namespace ClawFleet.Runtimes;

/// <summary>Faults that more than one adapter states.</summary>
internal static class Faults
{
    public static SpecFault Error(string path, string what, string why, string remedy) => new(path, true, what, why, remedy);

    public static SpecFault Warning(string path, string what, string why, string remedy) => new(path, false, what, why, remedy);

    /// <param name="keeps">Where the runtime keeps its state, as a clause whose subject is the runtime.</param>
    public static IEnumerable<SpecFault> Database(MemberSpec spec, string title, string keeps) =>
        spec.Database is null ? [] : [Error("config.storage", $"a database for {title}", keeps, "remove the sidecar")];

    /// <summary>For a runtime that stands behind clawinit, on the port after the member's.</summary>
    public static IEnumerable<SpecFault> NextPort(MemberSpec spec) =>
        spec.Port < 65535 ? [] : [Error("ports", "port 65535", "the runtime itself listens on the next one", "use a lower port")];

    public static IEnumerable<SpecFault> Organisation(MemberSpec spec, string title) =>
        spec.Provider?.OrgId is null ? [] : [Error("provider.org_id", $"org_id of {spec.Provider.Name}", $"{title} knows no organisation", "remove it")];

    /// <summary>For a runtime that does not start, or is mute, where it has channels and no model.</summary>
    public static IEnumerable<SpecFault> Unanswered(MemberSpec spec, string agent) =>
        spec.Channels.IsEmpty || spec.Provider is not null ? [] : [Error("provider", "channels without a provider", $"{agent} cannot answer without a model", "add `provider:` and `model:`")];

    /// <summary>For a channel that is given by native keys to a runtime that takes an empty list for everybody: the lists of <c>channels:</c> do not hold there.</summary>
    /// <param name="list">The native key that is missing or empty.</param>
    public static SpecFault Open(string path, string title, string list) =>
        Warning(path, "everybody may talk to the bot", $"{title} takes a missing or empty {list} for everybody", $"add {list}, or give the channel below `channels:`");

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
            yield return Error("provider.api_key", $"no API key for {provider.Name}", $"{provider.Type} refuses every request without one", "add `api_key:` to the provider");
        }
    }
}
