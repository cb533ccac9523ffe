using ClawFleet.Init.Members;

namespace ClawFleet.Init.Commands;

/// <summary><c>clawinit render --stdout</c>: what <c>run</c> would write and start, with every secret masked. Writes nothing.</summary>
internal static class RenderCommand
{
    public static int Run()
    {
        var member = Member.Read();
        var launch = member.Render(masked: true);
        foreach (var file in launch.Files)
        {
            Output.Line($"# {file.Path}");
            Output.Text(file.Text == member.UserFile ? "# the file mounted at " + member.NativePath + ", as it is\n" : file.Text.TrimEnd('\n') + "\n");
        }

        Output.Line("# environment");
        foreach (var (name, value) in launch.Environment)
        {
            Output.Line($"{name}={value}");
        }

        Output.Line("# command");
        Output.Line(string.Join(' ', launch.Argv));
        return ExitCode.Ok;
    }
}
