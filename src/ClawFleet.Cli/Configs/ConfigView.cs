using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ClawFleet.Hosting;
using ClawFleet.Model.Plans;
using ClawFleet.Runtimes;

namespace ClawFleet.Cli.Configs;

/// <summary><c>config show</c>: the plan, or what a member's runtime will read. Data only, and masked unless asked otherwise.</summary>
internal sealed class ConfigView(FleetSession session, bool reveal)
{
    private const string Mask = "********";
    private static readonly JsonWriterOptions Indented = new() { Indented = true, IndentSize = 2, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly FleetPlan _plan = session.Plan!;

    /// <param name="member">Null for the whole fleet.</param>
    /// <exception cref="CommandRefusedException">There is no such member, or the format needs one.</exception>
    public string Text(string? member, string format) => format switch
    {
        "native" => Native(Choose(member)),
        "env" => EnvironmentOf(Choose(member)),
        "json" => Json(member is null ? _plan : Part(Choose(member))),
        _ => PlanJson.Write(member is null ? _plan : Part(Choose(member))),
    };

    /// <summary>The one file as it is; of several each below its path, as head(1) shows them.</summary>
    private string Native(MemberPlan member)
    {
        var files = Render(member).Files;
        return files is [var only]
            ? only.Text
            : string.Join('\n', files.Select(file => $"==> {file.Path} <==\n{file.Text}"));
    }

    /// <summary>The container's variables and what clawinit adds for the runtime, sorted.</summary>
    private string EnvironmentOf(MemberPlan member)
    {
        var launch = Render(member);
        var variables = new SortedDictionary<string, string>(member.Main.Environment.ToDictionary(), StringComparer.Ordinal);
        foreach (var (name, value) in launch.Environment)
        {
            variables[name] = value;
        }

        foreach (var name in launch.RemovedEnvironment)
        {
            variables.Remove(name);
        }

        return string.Concat(variables.Select(variable => $"{variable.Key}={variable.Value}\n"));
    }

    /// <summary>The plan, and of each secret where it comes from and its value.</summary>
    private string Json(FleetPlan plan)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Indented))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("plan");
            using (var written = JsonDocument.Parse(PlanJson.Write(plan)))
            {
                written.RootElement.WriteTo(writer);
            }

            writer.WriteStartObject("secrets");
            foreach (var secret in plan.Secrets)
            {
                writer.WriteString(secret.Name, Value(secret));
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private NativeLaunch Render(MemberPlan member)
    {
        var adapter = session.Catalogue.Adapter(member.Runtime)
            ?? throw new CommandRefusedException(ExitCodes.Failed, $"{member.Runtime} has no adapter in this version");
        var secrets = _plan.Secrets.ToDictionary(secret => secret.Name, StringComparer.Ordinal);
        var mounted = member.Main.Secrets.ToHashSet(StringComparer.Ordinal);

        // What the container makes up at its first start and keeps in its state, nobody here knows.
        string? Shown(SecretRef secret) =>
            mounted.Contains(secret.Name) && secrets.TryGetValue(secret.Name, out var plan) ? Value(plan)
            : adapter.KeptSecrets.Contains(secret.Name) ? Mask
            : null;
        var input = new RenderInput(session.Catalogue.Entries[member.Runtime].BakedDefault, Shown, member.Main.Environment, ContainerPaths.Default)
        {
            Masked = !reveal,
        };
        try
        {
            return adapter.Render(member.Spec, input);
        }
        catch (RenderException exception)
        {
            throw new CommandRefusedException(ExitCodes.InvalidFile, $"{member.Name}: {exception.Message}");
        }
    }

    private string Value(SecretPlan secret) => reveal ? session.Secrets!.Get(secret) : Mask;

    private MemberPlan Choose(string? name)
    {
        var names = string.Join(", ", _plan.Members.Select(member => member.Name));
        if (name is null)
        {
            return _plan.Members is [var only] ? only : throw new CommandRefusedException(ExitCodes.Usage, $"this format shows one member: {names}");
        }

        return _plan.Members.FirstOrDefault(member => member.Name == name)
            ?? _plan.Members.FirstOrDefault(member => member.DeclaredName == name)
            ?? throw new CommandRefusedException(ExitCodes.Usage, $"{_plan.Fleet} has no member {name}; there are: {names}");
    }

    /// <summary>The plan of one member alone.</summary>
    private FleetPlan Part(MemberPlan member)
    {
        var networks = member.Containers.SelectMany(container => container.Networks).Select(attachment => attachment.Network).ToHashSet(StringComparer.Ordinal);
        var secrets = member.Containers.SelectMany(container => container.Secrets).ToHashSet(StringComparer.Ordinal);
        return _plan with
        {
            Members = [member],
            Networks = [.. _plan.Networks.Where(network => networks.Contains(network.Name))],
            Volumes = [.. _plan.Volumes.Where(volume => volume.Member == member.Name)],
            Secrets = [.. _plan.Secrets.Where(secret => secrets.Contains(secret.Name))],
        };
    }
}
