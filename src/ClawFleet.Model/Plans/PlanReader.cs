using System.Collections.Immutable;
using System.Text.Json;

namespace ClawFleet.Model.Plans;

/// <summary>Reads the written form of one container.</summary>
internal static class PlanReader
{
    public static ContainerPlan Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Container(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException($"no container plan: {e.Message}", e);
        }
    }

    private static ContainerPlan Container(JsonElement c)
    {
        if (c.ValueKind != JsonValueKind.Object || Text(c, "name") is not { } name)
        {
            throw new FormatException("no container plan: it has no name");
        }

        var containment = Child(c, "containment");
        var limits = Child(c, "limits");
        var health = Child(c, "health");
        return new ContainerPlan
        {
            Name = name,
            Member = Text(c, "member") ?? "",
            Runtime = Text(c, "runtime") ?? "",
            Role = PlanWords.Role(Text(c, "role")),
            Simulated = Flag(c, "simulated"),
            Image = Text(c, "image") ?? "",
            Hostname = Text(c, "hostname") ?? "",
            User = Text(c, "user") ?? "",
            Command = Strings(c, "command"),
            Environment = Child(c, "environment") is { ValueKind: JsonValueKind.Object } environment
                ? environment.EnumerateObject().ToImmutableSortedDictionary(p => p.Name, p => p.Value.GetString() ?? "", StringComparer.Ordinal)
                : ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal),
            Secrets = Strings(c, "secrets"),
            Mounts = [.. Items(c, "mounts").Select(m => new MountPlan(
                PlanWords.Mount(Text(m, "kind")), Text(m, "source"), Text(m, "target") ?? "", Flag(m, "readOnly"),
                m.TryGetProperty("sizeBytes", out var size) ? size.GetInt64() : null, Text(m, "mode")))],
            Networks = [.. Items(c, "networks").Select(n => new NetworkAttachment(Text(n, "network") ?? "", Strings(n, "aliases")))],
            ExtraHosts = Strings(c, "extraHosts"),
            Ports = [.. Items(c, "ports").Select(p => new PortPlan(Text(p, "name") ?? "", Number(p, "containerPort"), Number(p, "hostPort"), Text(p, "hostIp") ?? "127.0.0.1", Text(p, "path")))],
            Containment = new(Flag(containment, "readOnlyRoot"), Strings(containment, "dropCapabilities"), Flag(containment, "noNewPrivileges"), Text(containment, "ociRuntime")),
            Limits = new(
                Property(limits, "memoryBytes") is { } memory ? memory.GetInt64() : 0,
                Property(limits, "cpus") is { } cpus ? cpus.GetDouble() : 0,
                Number(limits, "pids"), Number(limits, "openFiles")),
            Health = new(
                Strings(health, "command"), Property(health, "httpPort")?.GetInt32(), Text(health, "httpPath") ?? "", Number(health, "intervalSeconds"), Number(health, "timeoutSeconds"),
                Number(health, "retries"), Number(health, "startPeriodSeconds"), Number(health, "deadlineSeconds")),
            StopGraceSeconds = Number(c, "stopGraceSeconds"),
            FinalExitCodes = [.. Items(c, "finalExitCodes").Select(e => e.GetInt32())],
            DependsOn = Strings(c, "dependsOn"),
            Hash = Text(c, "hash") ?? "",
        };
    }

    private static JsonElement? Property(JsonElement? of, string name) => of is { ValueKind: JsonValueKind.Object } o && o.TryGetProperty(name, out var value) ? value : null;

    private static JsonElement? Child(JsonElement of, string name) => Property(of, name);

    private static string? Text(JsonElement? of, string name) => Property(of, name)?.GetString();

    private static bool Flag(JsonElement? of, string name) => Property(of, name)?.GetBoolean() ?? false;

    private static int Number(JsonElement? of, string name) => Property(of, name)?.GetInt32() ?? 0;

    private static JsonElement.ArrayEnumerator Items(JsonElement of, string name) => Property(of, name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : default;

    private static ImmutableArray<string> Strings(JsonElement? of, string name) => of is { } o ? [.. Items(o, name).Select(e => e.GetString() ?? "")] : [];
}
