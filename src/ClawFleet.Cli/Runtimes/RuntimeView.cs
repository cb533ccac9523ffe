using System.Globalization;
using ClawFleet.Cli.Terminal;
using ClawFleet.Model.Catalogue;

namespace ClawFleet.Cli.Runtimes;

/// <summary><c>clawden runtime show</c>: one runtime, a line for each thing.</summary>
internal static class RuntimeView
{
    private const int Column = 14;

    public static void Write(CliConsole console, RuntimeRow row, CatalogueEntry entry, RuntimeCatalogue catalogue)
    {
        void Line(string title, string text) => console.Out.WriteLine($"{console.OutPaint.Bold(title)}{new string(' ', Math.Max(1, Column - title.Length))}{text}");

        Line(row.Name, row.Title);
        Line("version", row.Version);
        Line("origin", $"{row.Origin}, {row.Folder}");
        if (entry.Aliases.Length > 0)
        {
            Line("aliases", string.Join(", ", entry.Aliases));
        }

        Line("image", $"{row.Image ?? "not known before ClawFleet is built"}{row.ImagePresent switch { true => ", built", false => ", not built yet", null => "" }}");
        Line("upstream", entry.UpstreamImage ?? "none: the Dockerfile fetches it");
        Line("simulator", row.Simulator ? "yes, with simulate: missing or always" : "no");
        Line("port", Text($"{entry.Port}, published on 127.0.0.1"));
        Line("health", Text($"GET {entry.Health.HttpPath}, first answer within {entry.Health.DeadlineSeconds} s, then every {entry.Health.IntervalSeconds} s"));
        Line("stop", Text($"{entry.StopGraceSeconds} s from SIGTERM to its end"));
        Line("limits", Text($"{entry.Limits.MemoryBytes >> 20} MiB memory, {entry.Limits.Cpus} CPUs, {entry.Limits.Pids} processes, {entry.Limits.OpenFiles} open files, {entry.TmpBytes >> 20} MiB /tmp"));
        foreach (var sidecar in entry.Sidecars)
        {
            var service = catalogue.Find(sidecar.Service)!;
            Line("sidecar", $"{service.Title} {service.Version}{(sidecar.Unless.Count == 0 ? "" : $", unless config says {string.Join(", ", sidecar.Unless.Select(u => $"{u.Key}: {u.Value}"))}")}");
        }

        Line("chat", entry.Chat is { } chat ? $"{chat.Protocol}, {chat.Path}" : "no");
        if (entry.Adapter is { } adapter)
        {
            var support = NativeSupport.Of(adapter);
            Line("config file", adapter.NativeFileName.Length == 0 ? "none" : $"{adapter.NativeFileName}; one of your own goes to /config/{adapter.NativeFileName}");
            Line("config:", support.TakesConfig ? "native keys, merged over what ClawFleet writes" : "refused");
            Line("providers", support.Providers.IsEmpty ? "none" : string.Join(", ", support.Providers));
            Line("channels", support.Channels.IsEmpty ? "none" : "each with the fields it takes:");
            foreach (var (type, fields) in support.Channels)
            {
                console.Out.WriteLine($"  {type}{new string(' ', Math.Max(1, Column - 2 - type.Length))}{string.Join(", ", fields)}");
            }
        }

        if (!catalogue.Tools.IsEmpty)
        {
            Line("tools", string.Join(", ", catalogue.Tools.Keys));
        }

        if (entry.Native is { } native)
        {
            Line("command", string.Join(' ', native.Command));
            foreach (var (part, destination) in native.Destinations)
            {
                Line("told", $"{part} → {destination.Text}");
            }
        }

        console.Out.Flush();
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
