using System.Collections.Immutable;

namespace ClawFleet.Runtimes;

/// <summary>
/// Knows one upstream runtime: what it can be told, and how. Pure: no files, no clock, no network. The host uses it to refuse
/// what the runtime cannot do and to print native configuration; <c>clawinit</c> uses it to write that configuration.
/// </summary>
public interface IRuntimeAdapter
{
    /// <summary>Name in the catalogue.</summary>
    string Runtime { get; }

    /// <summary>TCP port upstream listens on when nobody says otherwise; a member without a spec uses it.</summary>
    int DefaultPort { get; }

    /// <summary>Native configuration file below <see cref="ContainerPaths.Config"/>; one that a user mounts there is used as it is.</summary>
    string NativeFileName { get; }

    /// <summary>The baked default among the image's defaults; null when the runtime has none.</summary>
    string? DefaultFileName => "default" + Path.GetExtension(NativeFileName);

    /// <summary>Secrets that are made up and kept in the member's state when nobody gives them (64 hex digits).</summary>
    ImmutableArray<string> KeptSecrets { get; }

    /// <summary>
    /// Deliver or refuse: one fault for each part of <paramref name="spec"/> that would not reach the runtime. Empty when all of it does.
    /// </summary>
    ImmutableArray<SpecFault> Check(MemberSpec spec);

    /// <summary>Renders everything the runtime starts with.</summary>
    /// <exception cref="RenderException">Something the runtime cannot start without is missing; the message is one line with the remedy.</exception>
    NativeLaunch Render(MemberSpec spec, RenderInput input);
}

/// <summary>A part of a member that the runtime cannot be given.</summary>
/// <param name="Path">Place in the member, dotted, as in the file: <c>channels.desk-tg.guild</c>, <c>config.storage</c>, <c>model</c>.</param>
/// <param name="IsError">True when the member must not start; false for a stated warning.</param>
/// <param name="What">One clause: what is wrong.</param>
/// <param name="Why">One clause: what the runtime really does.</param>
/// <param name="Remedy">One clause: the change that mends it.</param>
public sealed record SpecFault(string Path, bool IsError, string What, string Why, string Remedy);

/// <summary>What an adapter renders from, besides the spec.</summary>
/// <param name="BakedDefault">Text of the default configuration baked into the image (or read from <c>runtimes/&lt;name&gt;/</c> by the host); null when the runtime has none.</param>
/// <param name="Secret">Gives a secret's value, or null when it is not there. The host passes a masking resolver for <c>config show</c>.</param>
/// <param name="Environment">The container's environment: canonical names (<c>CLAWDEN_LLM_*</c>, <c>TELEGRAM_BOT_TOKEN</c>, …) and <c>CLAWFLEET_CONFIG__a__b</c> overrides.</param>
/// <param name="Paths">Where things are in the container.</param>
public sealed record RenderInput(string? BakedDefault, Func<SecretRef, string?> Secret, IReadOnlyDictionary<string, string> Environment, ContainerPaths Paths)
{
    /// <summary>Text of the user's own native file, mounted at <see cref="IRuntimeAdapter.NativeFileName"/>; it is used as it is and nothing is rendered into it.</summary>
    public string? UserFile { get; init; }

    /// <summary>True when <see cref="Secret"/> gives masks instead of values, so that rules on a secret's form are not applied.</summary>
    public bool Masked { get; init; }
}

/// <summary>Places in the container. Each can be moved by an environment variable, so that a member can one day run without a container engine.</summary>
/// <param name="Config">Rendered native configuration; tmpfs, fresh at each start (<c>CLAWFLEET_CONFIG_DIR</c>, <c>/config</c>).</param>
/// <param name="State">The member's volume (<c>CLAWFLEET_STATE_DIR</c>, <c>/state</c>).</param>
/// <param name="Secrets">Secret files (<c>CLAWFLEET_SECRETS_DIR</c>, <c>/run/secrets</c>).</param>
/// <param name="Workspace">The agent's workspace (<c>CLAWFLEET_WORKSPACE_DIR</c>, <c>/home/clawden/workspace</c>).</param>
/// <param name="Logs">Log files, where a runtime insists on one (<c>CLAWFLEET_LOGS_DIR</c>, <c>/logs</c>).</param>
/// <param name="Defaults">Baked defaults, read-only (<c>CLAWFLEET_DEFAULTS_DIR</c>, <c>/usr/share/clawfleet/defaults</c>).</param>
public sealed record ContainerPaths(string Config, string State, string Secrets, string Workspace, string Logs, string Defaults)
{
    public static ContainerPaths Default { get; } = new("/config", "/state", "/run/secrets", "/home/clawden/workspace", "/logs", "/usr/share/clawfleet/defaults");
}

/// <summary>Everything <c>clawinit</c> needs to start a runtime.</summary>
public sealed record NativeLaunch
{
    /// <summary>Files to write, in order.</summary>
    public required ImmutableArray<NativeFile> Files { get; init; }

    /// <summary>Program and arguments; the program is an absolute path or found on PATH. Never holds a secret.</summary>
    public required ImmutableArray<string> Argv { get; init; }

    /// <summary>Environment added for the runtime. May hold secret values: this is memory of the container's own process, not of the plan.</summary>
    public ImmutableSortedDictionary<string, string> Environment { get; init; } = ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>Variables that must not reach the runtime, since their mere presence makes it act.</summary>
    public ImmutableArray<string> RemovedEnvironment { get; init; } = [];

    /// <summary>Symbolic links to make, where upstream looks for a file in a place that must not hold it. Whatever is there is replaced.</summary>
    public ImmutableArray<NativeLink> Links { get; init; } = [];

    /// <summary>Directories to make below the writable places (mode 0700).</summary>
    public ImmutableArray<string> Directories { get; init; } = [];

    public string? WorkingDirectory { get; init; }

    /// <summary>Null: clawinit execs the runtime, which answers <c>/health</c> itself. Otherwise clawinit supervises it.</summary>
    public Supervision? Supervision { get; init; }

    /// <summary>A command that clawinit runs to its end before the runtime starts for the first time; null for none.</summary>
    public FirstStart? FirstStart { get; init; }

    /// <summary>One-line notes for stderr.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];
}

/// <summary>A command of the runtime's own that must have run once: with the runtime's environment and directory, after the files are written.</summary>
/// <param name="Argv">Program and arguments. Never holds a secret.</param>
/// <param name="ResultFile">Absolute path in the state where what it prints on stdout is kept (0600). It runs only while that file is not there.</param>
public sealed record FirstStart(ImmutableArray<string> Argv, string ResultFile);

/// <summary>One file of native configuration, written 0600.</summary>
/// <param name="Path">Absolute path in the container.</param>
/// <param name="Format">The syntax, so that overrides and readers know it.</param>
/// <param name="Text">The content.</param>
public sealed record NativeFile(string Path, NativeFormat Format, string Text);

/// <summary>A symbolic link at <paramref name="Path"/> that leads to <paramref name="Target"/>; both absolute paths in the container.</summary>
public sealed record NativeLink(string Path, string Target);

/// <summary>Syntax of a native configuration file.</summary>
public enum NativeFormat
{
    Json,
    Toml,
    Yaml,
    Env,

    /// <summary>No syntax: one value, such as a credential that another file names.</summary>
    Text,
}

/// <summary>How clawinit stands before a runtime that has no <c>/health</c> of its own or wants another signal.</summary>
/// <param name="UpstreamPort">Port on 127.0.0.1 to which the runtime is told to bind; clawinit takes the member's port and passes all but <c>GET /health</c> through.</param>
/// <param name="ProbePath">HTTP path on the upstream port whose 200 means healthy.</param>
/// <param name="StopSignal">Signal number sent to the runtime when clawinit gets SIGTERM.</param>
public sealed record Supervision(int UpstreamPort, string ProbePath, int StopSignal = 15)
{
    /// <summary>HTTP path on the upstream port that answers 503 while the runtime starts, and anything else once it is ready; null when the probe alone tells.</summary>
    public string? ReadyPath { get; init; }
}

/// <summary>A member cannot be rendered. The message is one line: what is missing and what to do.</summary>
public sealed class RenderException(string message) : Exception(message);
