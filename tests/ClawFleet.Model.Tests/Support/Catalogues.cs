using System.Collections.Immutable;
using ClawFleet.Model.Catalogue;
using ClawFleet.Model.Plans;

namespace ClawFleet.Model.Tests.Support;

/// <summary>A catalogue that carries every runtime the examples name, so that tests do not depend on which of them the repository has.</summary>
internal static class Catalogues
{
    public static RuntimeCatalogue All { get; } = new(new[]
    {
        Runtime("openclaw", "OpenClaw", "2026.9.6", 18789, hasSimulator: false, memory: 2048, aliases: ["open-claw", "open"]),
        Runtime("zeroclaw", "ZeroClaw", "0.2.7", 42617, aliases: ["zero-claw", "zero"]),
        Runtime("picoclaw", "PicoClaw", "0.3.0", 18790, aliases: ["pico-claw", "pico"]),
        Runtime("nanoclaw", "NanoClaw", "2.0.64", 8766),
        Runtime("openfang", "OpenFang", "0.5.0", 50051),
        Runtime("ironclaw", "IronClaw", "1.3.0", 3000, memory: 1024) with
        {
            Sidecars = [new SidecarEntry("postgres", "postgres", ImmutableSortedDictionary<string, string>.Empty.Add("storage", "embedded"))],
        },
        Runtime("postgres", "PostgreSQL with pgvector", "17", 5432) with
        {
            IsService = true,
            Health = new HealthPlan(["/usr/local/bin/clawfleet-postgres", "health"], null, "", 10, 5, 3, 30, 90),
        },
    }.ToImmutableSortedDictionary(e => e.Name, e => e, StringComparer.Ordinal))
    {
        // One of the user's own, with something amiss.
        Faults = [new CatalogueFault(["amiss"], "/fleets/demo/runtimes/amiss/runtime.yaml:3:1: unknown key `limts`; did you mean `limits`?")],
        Tools = new[]
        {
            Tool("git"),
            Tool("http"),
            Tool("node"),
            Tool("python") with { Environment = ImmutableSortedDictionary<string, string>.Empty.Add("PIP_BREAK_SYSTEM_PACKAGES", "1") },
            Tool("toolchain") with { Tools = ["python", "node", "git"] },
            Tool("browser") with { Needs = new ToolNeeds(1L << 30, 512, 512L << 20, 192L << 20) },
            Tool("gui") with { Port = new ToolPort(6080, "/vnc.html"), PasswordFileVariable = "GUI_PASSWORD_FILE", Needs = new ToolNeeds(256L << 20, 64, 0, 0) },

            // Three of the user's own, with something amiss.
            Tool("broken") with { Fault = "/fleets/demo/tools/broken/tool.yaml:1:1: unknown key `portt`; did you mean `port`?" },
            Tool("hen") with { Tools = ["egg"] },
            Tool("egg") with { Tools = ["hen"] },
        }.ToImmutableSortedDictionary(t => t.Name, t => t, StringComparer.Ordinal),
    };

    private static ToolEntry Tool(string name) => new() { Name = name, Title = name, Folder = $"/runtimes/tools/{name}" };

    private static CatalogueEntry Runtime(string name, string title, string version, int port, bool hasSimulator = true, int memory = 512, string[]? aliases = null) => new()
    {
        Name = name,
        IsService = false,
        Title = title,
        Version = version,
        Aliases = [.. aliases ?? []],
        Port = port,
        HasSimulator = hasSimulator,
        Folder = $"/runtimes/{name}",
        Health = new HealthPlan(["/usr/local/bin/clawinit", "health"], port, "/health", 30, 5, 3, 30, 90),
        StopGraceSeconds = 15,
        Limits = new LimitsPlan((long)memory << 20, 2, 256),
        FinalExitCodes = [78],
        TmpBytes = 64L << 20,
    };
}
