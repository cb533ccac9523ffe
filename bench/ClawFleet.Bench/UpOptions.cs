using System.Globalization;

namespace ClawFleet.Bench;

/// <summary>What <c>bench/up</c> compares.</summary>
/// <param name="Home">The ClawFleet folder.</param>
/// <param name="Members">Sizes of fleet.</param>
/// <param name="Rounds">How often each is measured; the median counts.</param>
/// <param name="Compose">Program of docker compose, or null to leave it out.</param>
/// <param name="Parallel">Engine calls at once in the raw comparison.</param>
internal sealed record UpOptions(string Home, IReadOnlyList<int> Members, int Rounds, string? Compose, int Parallel)
{
    public static UpOptions Parse(string[] args)
    {
        var options = new UpOptions(Environment.CurrentDirectory, [20, 100], 3, null, 32);
        for (var i = 0; i + 1 < args.Length; i += 2)
        {
            options = (args[i], args[i + 1]) switch
            {
                ("--home", var home) => options with { Home = Path.GetFullPath(home) },
                ("--members", var list) => options with { Members = [.. list.Split(',').Select(Number)] },
                ("--rounds", var text) => options with { Rounds = Number(text) },
                ("--compose", var program) => options with { Compose = Path.GetFullPath(program) },
                ("--parallel", var text) => options with { Parallel = Number(text) },
                var (name, _) => throw new ArgumentException($"unknown option {name}"),
            };
        }
        return options;
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
