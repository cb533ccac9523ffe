using System.Text.Json;

namespace ClawFleet.EndToEnd.Fixture;

/// <summary>What a run of the command gave.</summary>
public sealed record CliResult(string CommandLine, int ExitCode, string Stdout, string Stderr)
{
    /// <summary>Both streams, for a search.</summary>
    public string All => Stdout + Stderr;

    /// <summary>Standard output as JSON.</summary>
    public JsonElement Json()
    {
        try
        {
            using var document = JsonDocument.Parse(Stdout);
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new InvalidOperationException($"expected JSON on standard output of `{CommandLine}` ({e.Message}); seen:\n{Stdout}", e);
        }
    }

    /// <summary>Checks the exit code, and that whatever went wrong was said in words and not as a stack trace.</summary>
    public CliResult Exits(int expected)
    {
        Assert.True(ExitCode == expected, $"expected exit {expected} of `{CommandLine}`; seen: {ExitCode}\n{Describe()}");
        Assert.False(All.Contains("   at ClawFleet.", StringComparison.Ordinal) || All.Contains("Unhandled exception", StringComparison.Ordinal), $"expected no stack trace from `{CommandLine}`; seen:\n{Describe()}");
        return this;
    }

    /// <summary>Checks that standard error says all of <paramref name="words"/>, in any order and letter case.</summary>
    public CliResult Says(params string[] words)
    {
        foreach (var word in words)
        {
            Assert.True(Stderr.Contains(word, StringComparison.OrdinalIgnoreCase), $"expected standard error of `{CommandLine}` to say '{word}'; seen:\n{Describe()}");
        }

        return this;
    }

    private string Describe() => $"--- stdout\n{Stdout}\n--- stderr\n{Stderr}";
}
