using ClawFleet.Model.Diagnostics;
using ClawFleet.Model.Documents;

namespace ClawFleet.Model.Planning;

/// <summary>Refuses an OCI runtime that the engine cannot give, before anything is made.</summary>
internal static class OciRuntimeCheck
{
    // What the words people write mean, and how each comes onto a machine. From each project's own install page: gvisor.dev/docs/user_guide/install,
    // github.com/nestybox/sysbox (docs/user-guide/install-package.md), github.com/kata-containers/kata-containers (docs/how-to/containerd-kata.md).
    private static readonly (string Word, string Title, string Install)[] Known =
    [
        ("runsc", "gVisor", "install gVisor's package `runsc`, run `sudo runsc install` (it adds the runtime to /etc/docker/daemon.json) and restart Docker"),
        ("sysbox-runc", "Sysbox", "install the package `sysbox-ce` from its releases; it adds the runtime to /etc/docker/daemon.json and restarts Docker"),
        ("kata", "Kata Containers", "install Kata Containers, add `\"runtimes\": {\"kata\": {\"runtimeType\": \"io.containerd.kata.v2\"}}` to /etc/docker/daemon.json (Docker 23 or newer) and restart Docker"),
    ];

    public static void Check(MemberDeclaration declaration, EngineRuntimes engine, DiagnosticBag faults)
    {
        if (declaration.OciRuntime is not { } wanted)
        {
            return;
        }

        if (!engine.ChosenPerContainer)
        {
            faults.Error(DiagnosticCodes.NoOciRuntime, declaration.OciRuntimeSpan, $"{engine.Engine} cannot run {declaration.Name} under the OCI runtime `{wanted}`",
                "Podman's API takes the name and does not use it", $"make it the default for every container (`runtime = \"{wanted}\"` below [engine] in containers.conf) and remove the key, or use Docker");
        }
        else if (!engine.Names.Contains(wanted))
        {
            faults.Error(DiagnosticCodes.NoOciRuntime, declaration.OciRuntimeSpan, $"the engine has no OCI runtime `{wanted}`", $"{engine.Engine} has {string.Join(", ", engine.Names)}", Remedy(wanted));
        }
    }

    private static string Remedy(string wanted)
    {
        foreach (var (word, title, install) in Known)
        {
            if (wanted == word || (word == "kata" && wanted.StartsWith("kata-", StringComparison.Ordinal)))
            {
                return $"{title}: {install}; or remove the key";
            }
        }

        return "install it, add it below \"runtimes\" in /etc/docker/daemon.json and restart Docker; or remove the key";
    }
}
