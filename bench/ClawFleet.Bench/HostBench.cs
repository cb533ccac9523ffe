using System.Globalization;
using System.Text;
using System.Text.Json;
using ClawFleet.Bench.Measuring;
using ClawFleet.Bench.Subjects;

namespace ClawFleet.Bench;

/// <summary>
/// What a fleet's process in the background costs while nothing happens, beside what the engine itself spends on the same fleet with and without it; then how quickly its page and
/// API answer with as many log records as it keeps.
/// </summary>
internal static class HostBench
{
    private const string Fleet = "clawbench-host";
    private const int RecordsOfOne = 50_000;
    private const int RecordsAtOnce = 1000;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(60);

    public static async Task<int> RunAsync(string[] args)
    {
        var (home, members, minutes) = (Environment.CurrentDirectory, 20, 10.0);
        for (var i = 0; i + 1 < args.Length; i += 2)
        {
            (home, members, minutes) = args[i] switch
            {
                "--home" => (Path.GetFullPath(args[i + 1]), members, minutes),
                "--members" => (home, int.Parse(args[i + 1], CultureInfo.InvariantCulture), minutes),
                "--minutes" => (home, members, double.Parse(args[i + 1], CultureInfo.InvariantCulture)),
                var name => throw new ArgumentException($"unknown option {name}"),
            };
        }

        var folder = Directory.CreateTempSubdirectory("clawbench-").FullName;
        var environment = new Dictionary<string, string> { ["XDG_STATE_HOME"] = Path.Combine(folder, "state") };
        Task Run(params string[] arguments) => Commands.RunAsync(Path.Combine(home, "clawden"), folder, environment, arguments);
        var list = string.Concat(Enumerable.Range(1, members).Select(i => $"  - {{name: m{i:D3}, runtime: zeroclaw, ports: auto}}\n"));
        await File.WriteAllTextAsync(Path.Combine(folder, "clawden.yaml"), $"name: {Fleet}\nsimulate: always\nruntimes:\n{list}");
        try
        {
            var time = TimeSpan.FromMinutes(minutes);
            await Run("up", "-d", "--no-host");
            var alone = await IdleAsync("the fleet without a host", time, null);
            await Run("up", "-d");
            using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(folder, "state", "clawfleet", Fleet, "host.json")));
            var host = ProcessUse.Of(json.RootElement.GetProperty("pid").GetInt32());
            var beside = await IdleAsync("the fleet with its host", time, host);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
                | {members} members at rest for {minutes:0.#} min | share of a core | memory |
                |---|---|---|
                | dockerd, the fleet without a host (floor) | {alone.Engine:P2} | - |
                | dockerd, the fleet with its host | {beside.Engine:P2} | - |
                | the host | {beside.Host:P2} ({beside.Host / alone.Engine:0.00} × the floor) | {beside.Memory / 1048576.0:0} MiB at most |

                """));
            await QueriesAsync(json.RootElement, host);
        }
        finally
        {
            await Run("down", "--volumes");
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private static async Task<(double Engine, double Host, long Memory)> IdleAsync(string what, TimeSpan time, ProcessUse? host)
    {
        Console.Error.WriteLine($"{what}: {Settling.TotalSeconds:0} s to settle, {time.TotalMinutes:0.#} min measured");
        await Task.Delay(Settling);
        var engine = ProcessUse.Named("dockerd");
        var (engineBefore, hostBefore, memory) = (engine.Seconds, host?.Seconds ?? 0, 0L);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (clock.Elapsed < time)
        {
            await Task.Delay(TimeSpan.FromSeconds(5));
            memory = Math.Max(memory, host?.Bytes ?? 0);
        }

        var seconds = clock.Elapsed.TotalSeconds;
        return ((engine.Seconds - engineBefore) / seconds, ((host?.Seconds ?? 0) - hostBefore) / seconds, memory);
    }

    private static async Task QueriesAsync(JsonElement record, ProcessUse host)
    {
        using var client = new HttpClient { BaseAddress = new Uri(record.GetProperty("address").GetString()!), Timeout = TimeSpan.FromMinutes(1) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", record.GetProperty("token").GetString());
        using var otlp = new HttpClient { BaseAddress = new Uri(record.GetProperty("otlp").GetString()!) };
        otlp.DefaultRequestHeaders.Add("x-otlp-api-key", record.GetProperty("otlpKey").GetString());
        var sent = 0;
        for (var member = 0; member < 20; member++)
        {
            for (var batch = 0; batch < RecordsOfOne / RecordsAtOnce; batch++)
            {
                using var content = new StringContent(Logs($"load{member:D2}", sent), Encoding.UTF8, "application/json");
                using var answer = await otlp.PostAsync(new Uri("v1/logs", UriKind.Relative), content);
                answer.EnsureSuccessStatusCode();
                sent += RecordsAtOnce;
            }
        }

        var floor = await TimeAsync(client, "api/openapi.json");
        Console.WriteLine($"| {sent:N0} log records in | median (least–most) | ÷ the floor |\n|---|---|---|\n| GET api/openapi.json (floor) | {Milliseconds(floor)} | 1.00 |");
        foreach (var path in (string[])["", "logs", "logs?member=load07", "logs?text=nothing-has-this", "api/logs?text=request%2017", "api/logs?attr=http.route%3D%2Fnone", "console", "metrics", "health"])
        {
            var times = await TimeAsync(client, path);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| GET {path} | {Milliseconds(times)} | {times.Median / floor.Median:0.0} |"));
        }

        Console.WriteLine($"\nMemory of the host after it: {host.Bytes / 1048576} MiB");
    }

    private static async Task<Series> TimeAsync(HttpClient client, string path)
    {
        var uri = new Uri(path, UriKind.Relative);
        await client.GetStringAsync(uri); // compiles it
        var series = new Series();
        for (var i = 0; i < 15; i++)
        {
            await series.TimeAsync(() => client.GetStringAsync(uri));
        }

        return series;
    }

    private static string Milliseconds(Series series) => string.Create(CultureInfo.InvariantCulture, $"{series.Median * 1000:0.0} ms ({series.Min * 1000:0.0}–{series.Max * 1000:0.0})");

    private static string Logs(string service, int from)
    {
        var text = new StringBuilder($$$"""{"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"{{{service}}}"}}]},"scopeLogs":[{"logRecords":[""");
        for (var i = 0; i < RecordsAtOnce; i++)
        {
            text.Append(i == 0 ? "" : ",").Append(string.Create(CultureInfo.InvariantCulture, $$$"""{"severityNumber":{{{(i % 50 == 0 ? 17 : 9)}}},"body":{"stringValue":"request {{{from + i}}} answered in {{{i % 300}}} ms"},"attributes":[{"key":"http.route","value":{"stringValue":"/chat/{{{i % 7}}}"}}]}"""));
        }

        return text.Append("]}]}]}").ToString();
    }
}
