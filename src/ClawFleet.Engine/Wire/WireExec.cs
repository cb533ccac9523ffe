namespace ClawFleet.Engine.Wire;

internal sealed record WireExecCreate(
    IReadOnlyList<string> Cmd, bool AttachStdin, bool AttachStdout, bool AttachStderr, bool Tty, string? User, string? WorkingDir, IReadOnlyList<string>? Env);

internal sealed record WireExecStart(bool Detach, bool Tty);

internal sealed record WireExec(bool Running, int? ExitCode);
