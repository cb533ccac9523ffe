using ClawFleet.Init.Files;
using ClawFleet.Runtimes;
using ClawFleet.Runtimes.Environments;

namespace ClawFleet.Init.Members;

/// <summary>What this container is: its spec, its adapter and its secrets.</summary>
internal sealed record Member(InitEnvironment Environment, MemberSpec Spec, IRuntimeAdapter Adapter, SecretStore Secrets)
{
    /// <summary>The file where a user's own native configuration may be mounted, which is also where OpenClaw's is rendered.</summary>
    public string NativePath => Path.Combine(Environment.Paths.Config, Adapter.NativeFileName);

    /// <summary>The user's own native configuration, or null when there is none (or it is what an earlier start rendered).</summary>
    public string? UserFile => Adapter.NativeFileName.Length > 0 && PrivateFile.Read(NativePath) is { } text && !RenderedMark.IsOurs(NativePath, text) ? text : null;

    /// <exception cref="InitException">The spec cannot be read, or nothing says what this container is to run.</exception>
    public static Member Read()
    {
        var environment = InitEnvironment.Read();
        if (environment.Variables.TryGetValue(MemberSpecJson.EnvironmentVariable, out var json) && json.Length > 0)
        {
            var given = Parse(json);
            var itsAdapter = AdapterOf(given.Runtime, environment.Paths);
            var itsSecrets = new SecretStore(environment, itsAdapter.KeptSecrets);
            return new Member(environment, EnvironmentSpec.WithModel(given, environment.Variables, itsSecrets.Has), itsAdapter, itsSecrets);
        }

        if (!environment.Variables.TryGetValue(EnvironmentSpec.RuntimeVariable, out var runtime) || runtime.Length == 0)
        {
            throw new InitException(ExitCode.Configuration, $"neither {MemberSpecJson.EnvironmentVariable} nor {EnvironmentSpec.RuntimeVariable} is set: set {EnvironmentSpec.RuntimeVariable} to the runtime's name");
        }

        var adapter = AdapterOf(runtime, environment.Paths);
        var secrets = new SecretStore(environment, adapter.KeptSecrets);
        var spec = EnvironmentSpec.Build(adapter, environment.Variables, secrets.Has, System.Environment.MachineName);
        return new Member(environment, spec, adapter, secrets);
    }

    /// <summary>Renders what the runtime starts with; refuses a spec that the runtime cannot deliver.</summary>
    public NativeLaunch Render(bool masked)
    {
        var faults = Adapter.Check(Spec);
        foreach (var warning in faults.Where(f => !f.IsError))
        {
            Output.Error($"{warning.Path}: {warning.What} ({warning.Why}): {warning.Remedy}");
        }

        foreach (var key in EnvironmentSpec.UnusedKeys(Spec, Secrets.Has))
        {
            Output.Error($"{key} is not used, since no model is named: set CLAWDEN_LLM_PROVIDER and CLAWDEN_LLM_MODEL");
        }

        var errors = faults.Where(f => f.IsError).ToList();
        foreach (var error in errors[..^Math.Min(1, errors.Count)])
        {
            Output.Error(Line(error));
        }

        if (errors.Count > 0)
        {
            throw new InitException(ExitCode.Configuration, Line(errors[^1]));
        }

        var baked = Adapter.DefaultFileName is { } name ? PrivateFile.Read(Path.Combine(Environment.Paths.Defaults, Spec.Runtime, name)) : null;
        return Adapter.Render(Spec, new RenderInput(baked, masked ? Mask : Secrets.Value, Environment.Variables, Environment.Paths)
        {
            UserFile = UserFile,
            Masked = masked,
        });
    }

    private string? Mask(SecretRef secret) => Secrets.Has(secret.Name) || Adapter.KeptSecrets.Contains(secret.Name) ? $"<{secret.Name}>" : null;

    private static string Line(SpecFault fault) => $"{fault.Path}: {fault.What} ({fault.Why}): {fault.Remedy}";

    private static MemberSpec Parse(string json)
    {
        try
        {
            return MemberSpecJson.Read(json);
        }
        catch (FormatException e)
        {
            throw new InitException(ExitCode.Configuration, $"{MemberSpecJson.EnvironmentVariable} cannot be read, {e.Message}: start the member with the clawfleet that built its image");
        }
    }

    /// <summary>The runtime's own adapter, or the one that its image describes.</summary>
    private static IRuntimeAdapter AdapterOf(string runtime, ContainerPaths paths)
    {
        if (RuntimeAdapters.Find(runtime) is { } adapter)
        {
            return adapter;
        }

        var path = Path.Combine(paths.Defaults, runtime, RuntimeDescriptionJson.FileName);
        if (PrivateFile.Read(path) is not { } json)
        {
            throw new InitException(
                ExitCode.Configuration, $"there is no runtime {runtime} in this image: it has no {path}, and is none of {string.Join(", ", RuntimeAdapters.All.Keys)}; copy runtime.json there in the Dockerfile");
        }

        try
        {
            return new DescribedAdapter(RuntimeDescriptionJson.Read(json));
        }
        catch (FormatException e)
        {
            throw new InitException(ExitCode.Configuration, $"{path} cannot be read, {e.Message}: rebuild the image");
        }
    }
}
