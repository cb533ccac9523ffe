using ClawFleet.Init.Files;
using ClawFleet.Init.Members;
using ClawFleet.Init.Processes;
using ClawFleet.Runtimes;
using ClawFleet.Runtimes.Environments;

namespace ClawFleet.Init.Commands;

/// <summary><c>clawinit run</c>: renders, prepares, and becomes or supervises the runtime.</summary>
internal static class RunCommand
{
    /// <param name="extra">Arguments for the runtime, verbatim.</param>
    public static int Run(string[] extra)
    {
        if (NativeMethods.UserId == 0)
        {
            throw new InitException(ExitCode.NoPermission, "a runtime is never run as root: start the container with --user 10000:10000 or any other uid");
        }

        var member = Member.Read();
        var launch = member.Render(masked: false);
        var program = RuntimeProgram.Of(launch, member.Environment, member.Secrets.Value, extra);
        Prepare(member, launch);
        foreach (var name in launch.RemovedEnvironment.Where(n => member.Environment.Variables.ContainsKey(n) && !member.Secrets.WasAsked(n) && !IsOurs(n) && !EnvironmentSpec.Reads(member.Spec.Runtime, n)))
        {
            Output.Error($"{name} does not reach {member.Spec.Runtime}, which would act on its mere presence: name it in the member's channel, provider or `config:`");
        }

        foreach (var note in launch.Notes)
        {
            Output.Error(note);
        }

        ToolPrograms.Start(member.Environment, launch);
        var directory = launch.WorkingDirectory ?? "/";
        if (launch.FirstStart is { } first)
        {
            FirstStartCommand.Run(first, program, directory);
        }

        return launch.Supervision is { } supervision
            ? Supervisor.Run(program, directory, member.Spec.Port, supervision)
            : Become(program, directory);
    }

    private static bool IsOurs(string variable) => variable.StartsWith("CLAWDEN_", StringComparison.Ordinal) || variable.EndsWith("_ALLOWED_USERS", StringComparison.Ordinal);

    private static void Prepare(Member member, NativeLaunch launch)
    {
        foreach (var directory in launch.Directories)
        {
            PrivateFile.MakeDirectory(directory);
        }

        if (launch.WorkingDirectory is { } workspace)
        {
            PrivateFile.MakeDirectory(workspace);
            WorkspaceScaffold.Seed(Path.Combine(member.Environment.Paths.Defaults, member.Spec.Runtime, "workspace"), workspace);
        }

        foreach (var file in launch.Files)
        {
            PrivateFile.Write(file.Path, file.Text);
            if (file.Path == member.NativePath)
            {
                RenderedMark.Set(file.Path, file.Text);
            }
        }

        foreach (var link in launch.Links)
        {
            PrivateFile.Link(link.Path, link.Target);
        }
    }

    private static int Become(RuntimeProgram program, string directory)
    {
        try
        {
            Environment.CurrentDirectory = directory;
        }
        catch (Exception e) when (FileFault.IsOne(e))
        {
            throw FileFault.Unreadable(directory, e);
        }

        NativeMethods.ResetSignals();
        var error = NativeMethods.Execute(program.Path, program.Argv, [.. program.Environment.Select(v => $"{v.Key}={v.Value}")]);
        throw new InitException(ExitCode.Unavailable, $"{program.Path} does not start (error {error}): rebuild the image");
    }
}
