using System.Text.Json.Nodes;
using ClawFleet.Engine;
using ClawFleet.Model.Plans;

namespace ClawFleet.EndToEnd.Publishing;

/// <summary>
/// A published pod's containers on the engine, since no cluster can be had: with what its manifest gives and no more, and with volumes as a kubelet makes them. A claim is a file system of root's with a
/// <c>lost+found</c>, given to the pod's group; a Secret's files are links through <c>..data</c> into a folder of a time, 0440, of root's and the pod's group.
/// </summary>
internal sealed class PodOnTheEngine(IContainerEngine engine, string fleet, JsonObject set, IReadOnlyList<JsonObject> secrets)
{
    private static readonly Dictionary<string, long> Units = new(StringComparer.Ordinal) { ["Ki"] = 1L << 10, ["Mi"] = 1L << 20, ["Gi"] = 1L << 30 };

    private readonly string _name = (string)set["metadata"]!["name"]!;
    private readonly JsonObject _pod = set["spec"]!["template"]!["spec"]!.AsObject();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Of the main container.</summary>
    public string Container => $"{fleet}-{_name}-0";

    /// <summary>What the readiness probe asks.</summary>
    public (int Port, string Path) Ready => ((int)Main["readinessProbe"]!["httpGet"]!["port"]!, (string)Main["readinessProbe"]!["httpGet"]!["path"]!);

    /// <summary>Runs the init containers to their end and starts the container.</summary>
    public async Task StartAsync()
    {
        foreach (var claim in set["spec"]!["volumeClaimTemplates"]!.AsArray().Select(c => (string)c!["metadata"]!["name"]!))
        {
            await PrepareAsync(Volume(claim), $"mkdir -p /v/lost+found && chgrp -R {Group} /v && chmod 2775 /v && chmod 2770 /v/lost+found");
        }

        foreach (var volume in _pod["volumes"]!.AsArray().Where(v => v!["secret"] is not null))
        {
            var secret = secrets.Single(s => (string?)s["metadata"]!["name"] == (string?)volume!["secret"]!["secretName"]);
            await PrepareAsync(Volume((string)volume!["name"]!), SecretFiles(secret, Convert.ToString((int)volume["secret"]!["defaultMode"]!, toBase: 8)));
        }

        foreach (var init in _pod["initContainers"]?.AsArray() ?? [])
        {
            var name = $"{Container}-{init!["name"]}";
            await StartAsync(name, init.AsObject());
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Token);
            deadline.CancelAfter(TimeSpan.FromMinutes(1));
            Assert.Equal(0, await engine.WaitContainerAsync(name, deadline.Token));
        }

        await StartAsync(Container, Main);
    }

    /// <summary>Asks the startup probe, as a kubelet would, until it is content or has failed too often.</summary>
    public async Task StartsAsync()
    {
        var probe = Main["startupProbe"]!;
        for (var asked = 0; ; asked++)
        {
            var answer = await ProbeAsync("startupProbe");
            if (answer.ExitCode == 0)
            {
                return;
            }

            Assert.True(asked < (int)probe["failureThreshold"]!, $"{Container} did not start: {answer.Stdout}{answer.Stderr}\n{await LogAsync()}");
            await Task.Delay(TimeSpan.FromSeconds((int)probe["periodSeconds"]!), Token);
        }
    }

    /// <summary>One question of a probe that runs a command.</summary>
    public Task<ExecResult> ProbeAsync(string probe) => engine.ExecAsync(Container, new ExecSpec([.. Main[probe]!["exec"]!["command"]!.AsArray().Select(c => (string)c!)]), Token);

    public async Task<string> LogAsync()
    {
        var lines = new List<string>();
        await foreach (var line in engine.ReadLogsAsync(Container, new LogQuery(Follow: false), Token))
        {
            lines.Add(line.Text);
        }

        return string.Join('\n', lines);
    }

    /// <summary>Stops it within the pod's grace.</summary>
    /// <returns>Its exit code: 137 when it had to be killed.</returns>
    public async Task<int> StopAsync()
    {
        await engine.StopContainerAsync(Container, TimeSpan.FromSeconds((int)_pod["terminationGracePeriodSeconds"]!), Token);
        return (await engine.InspectContainerAsync(Container, Token)).ExitCode;
    }

    public Task StartAgainAsync() => engine.StartContainerAsync(Container, Token);

    private JsonObject Main => Assert.Single(_pod["containers"]!.AsArray())!.AsObject();

    private int Group => (int)_pod["securityContext"]!["fsGroup"]!;

    private Dictionary<string, string> Labels => new(StringComparer.Ordinal) { [FleetLabels.Fleet] = fleet };

    private string Volume(string name) => $"{fleet}-{_name}-{name}";

    private async Task StartAsync(string name, JsonObject container)
    {
        var of = _pod["securityContext"]!;
        var own = container["securityContext"]!;
        await engine.CreateContainerAsync(
            new ContainerSpec
            {
                Name = name,
                Image = (string)container["image"]!,
                Hostname = $"{_name}-0",
                User = $"{of["runAsUser"]}:{of["runAsGroup"]}",
                Entrypoint = Texts(container["command"]),
                Command = Texts(container["args"]),
                Environment = (container["env"]?.AsArray() ?? []).ToDictionary(v => (string)v!["name"]!, v => ((string)v!["value"]!).Replace("$$", "$", StringComparison.Ordinal), StringComparer.Ordinal),
                Labels = Labels,
                Mounts = [.. (container["volumeMounts"]?.AsArray() ?? []).Select(m => Mount(m!.AsObject()))],
                Networks = [new NetworkEndpoint(fleet, [_name])],
                ReadOnlyRoot = (bool)own["readOnlyRootFilesystem"]!,
                DropCapabilities = Texts(own["capabilities"]!["drop"])!,
                SecurityOptions = (bool)own["allowPrivilegeEscalation"]! ? [] : ["no-new-privileges:true"],
                MemoryBytes = Bytes((string)container["resources"]!["limits"]!["memory"]!),
                MemorySwapBytes = Bytes((string)container["resources"]!["limits"]!["memory"]!),
            },
            Token);
        await engine.StartContainerAsync(name, Token);
    }

    private MountSpec Mount(JsonObject mount)
    {
        var name = (string)mount["name"]!;
        var target = (string)mount["mountPath"]!;
        var memory = _pod["volumes"]!.AsArray().SingleOrDefault(v => (string?)v!["name"] == name)?["emptyDir"];
        return memory is null
            ? new MountSpec(MountType.Volume, Volume(name), target, (bool?)mount["readOnly"] ?? false)
            : new MountSpec(MountType.Tmpfs, null, target, TmpfsSizeBytes: Bytes((string)memory["sizeLimit"]!), TmpfsMode: "0777");
    }

    private string SecretFiles(JsonObject secret, string mode)
    {
        var files = string.Concat(secret["data"]!.AsObject().Select(d => $"echo {d.Value} | base64 -d > /v/..2026/{d.Key} && ln -s ..data/{d.Key} /v/{d.Key} && "));
        return $"mkdir -p /v/..2026 && ln -s ..2026 /v/..data && {files}chgrp -R {Group} /v/..2026 && chmod {mode} /v/..2026/*";
    }

    private async Task PrepareAsync(string volume, string script)
    {
        await engine.CreateVolumeAsync(new VolumeSpec(volume, Labels), Token);
        var name = $"{volume}-prepare";
        await engine.CreateContainerAsync(
            new ContainerSpec { Name = name, Image = EngineFixture.Image, User = "0:0", Labels = Labels, Command = ["sh", "-c", script], Mounts = [new MountSpec(MountType.Volume, volume, "/v")] },
            Token);
        await engine.StartContainerAsync(name, Token);
        Assert.Equal(0, await engine.WaitContainerAsync(name, Token));
    }

    private static string[]? Texts(JsonNode? list) => list?.AsArray().Select(c => (string)c!).ToArray();

    private static long Bytes(string amount) => long.Parse(amount[..^2], System.Globalization.CultureInfo.InvariantCulture) * Units[amount[^2..]];
}
