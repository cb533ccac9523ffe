namespace ClawFleet.Runtimes;

/// <summary>An Ollama server's address, however the file writes it: its own interface sits at the root, the OpenAI-compatible one below <c>/v1</c>.</summary>
internal static class OllamaAddress
{
    private const string CompatiblePath = "/v1";

    /// <summary>For a runtime that speaks Ollama's own interface.</summary>
    public static string Root(string url)
    {
        var root = url.TrimEnd('/');
        return root.EndsWith(CompatiblePath, StringComparison.Ordinal) ? root[..^CompatiblePath.Length] : root;
    }

    /// <summary>For a runtime that speaks to it as to any OpenAI-compatible server.</summary>
    public static string Compatible(string url) => Root(url) + CompatiblePath;
}
