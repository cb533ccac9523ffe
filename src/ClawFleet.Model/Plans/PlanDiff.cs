using System.Collections.Immutable;
using System.Globalization;

namespace ClawFleet.Model.Plans;

/// <summary>Says in short causes what makes one container plan another.</summary>
public static class PlanDiff
{
    /// <summary>Causes such as <c>image changed</c>, <c>environment LOG_LEVEL changed</c>, <c>memory limit 1GiB → 2GiB</c>; empty when the plans are the same. Shows no value of a variable.</summary>
    public static ImmutableArray<string> Describe(ContainerPlan old, ContainerPlan @new)
    {
        var causes = ImmutableArray.CreateBuilder<string>();
        void If(bool changed, string cause)
        {
            if (changed)
            {
                causes.Add(cause);
            }
        }

        If(old.Runtime != @new.Runtime, $"runtime {old.Runtime} → {@new.Runtime}");
        If(old.Simulated != @new.Simulated, @new.Simulated ? "now simulated" : "no longer simulated");
        If(old.Image != @new.Image, "image changed");
        If(old.User != @new.User, $"user {old.User} → {@new.User}");
        If(old.Hostname != @new.Hostname, "hostname changed");
        If(!old.Command.SequenceEqual(@new.Command), "command changed");
        Environment(old, @new, causes);
        Sets("secret", old.Secrets, @new.Secrets, causes);
        Sets("mount", [.. old.Mounts.Select(Text)], [.. @new.Mounts.Select(Text)], causes);
        Sets("network", [.. old.Networks.Select(Text)], [.. @new.Networks.Select(Text)], causes);
        Sets("host", old.ExtraHosts, @new.ExtraHosts, causes);
        Sets("port", [.. old.Ports.Select(Text)], [.. @new.Ports.Select(Text)], causes);
        If(old.Limits.MemoryBytes != @new.Limits.MemoryBytes, $"memory limit {ByteSize.Text(old.Limits.MemoryBytes)} → {ByteSize.Text(@new.Limits.MemoryBytes)}");
        If(!old.Limits.Cpus.Equals(@new.Limits.Cpus), string.Create(CultureInfo.InvariantCulture, $"CPU limit {old.Limits.Cpus} → {@new.Limits.Cpus}"));
        If(old.Limits.Pids != @new.Limits.Pids, $"process limit {old.Limits.Pids} → {@new.Limits.Pids}");
        If(old.Limits.OpenFiles != @new.Limits.OpenFiles, $"open files limit {old.Limits.OpenFiles} → {@new.Limits.OpenFiles}");
        If(!Same(old.Containment, @new.Containment), "containment changed");
        If(!Same(old.Health, @new.Health), "health check changed");
        If(old.StopGraceSeconds != @new.StopGraceSeconds, $"stop grace {old.StopGraceSeconds} s → {@new.StopGraceSeconds} s");
        If(!old.FinalExitCodes.SequenceEqual(@new.FinalExitCodes), "final exit codes changed");
        If(!old.DependsOn.SequenceEqual(@new.DependsOn), "dependencies changed");
        return causes.ToImmutable();
    }

    private static void Environment(ContainerPlan old, ContainerPlan @new, ImmutableArray<string>.Builder causes)
    {
        foreach (var (name, value) in @new.Environment)
        {
            if (!old.Environment.TryGetValue(name, out var before))
            {
                causes.Add($"environment {name} added");
            }
            else if (before != value)
            {
                if (name == ClawFleet.Runtimes.MemberSpecJson.EnvironmentVariable)
                {
                    SpecDiff.Describe(before, value, causes);
                }
                else
                {
                    causes.Add($"environment {name} changed");
                }
            }
        }

        foreach (var name in old.Environment.Keys)
        {
            if (!@new.Environment.ContainsKey(name))
            {
                causes.Add($"environment {name} removed");
            }
        }
    }

    private static void Sets(string what, ImmutableArray<string> old, ImmutableArray<string> @new, ImmutableArray<string>.Builder causes)
    {
        foreach (var text in @new.Except(old, StringComparer.Ordinal))
        {
            causes.Add($"{what} {text} added");
        }

        foreach (var text in old.Except(@new, StringComparer.Ordinal))
        {
            causes.Add($"{what} {text} removed");
        }
    }

    private static string Text(MountPlan mount)
        => (mount.Source is null ? mount.Target : $"{mount.Source}:{mount.Target}")
            + (mount.SizeBytes is { } size ? $" ({ByteSize.Text(size)})" : "") + (mount.ReadOnly ? " (read-only)" : "");

    private static string Text(NetworkAttachment network) => network.Network;

    private static string Text(PortPlan port) => $"{port.HostIp}:{(port.HostPort == 0 ? "auto" : port.HostPort.ToString(CultureInfo.InvariantCulture))}:{port.ContainerPort}";

    private static bool Same(ContainmentPlan a, ContainmentPlan b)
        => a with { DropCapabilities = b.DropCapabilities } == b && a.DropCapabilities.SequenceEqual(b.DropCapabilities);

    private static bool Same(HealthPlan a, HealthPlan b) => a with { Command = b.Command } == b && a.Command.SequenceEqual(b.Command);
}
