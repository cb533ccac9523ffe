using ClawFleet.Init;
using ClawFleet.Init.Commands;
using ClawFleet.Runtimes;

// The entrypoint of every image: renders the runtime's native configuration, prepares its places, and becomes (or supervises) the runtime.
try
{
    return args switch
    {
        [] or ["run"] => RunCommand.Run([]),
        ["run", "--", .. var extra] => RunCommand.Run(extra),
        ["health"] => HealthCommand.Run(),
        ["render", "--stdout"] => RenderCommand.Run(),
        ["version"] or ["--version"] => Version(),
        _ => throw new InitException(ExitCode.Usage, "usage: clawinit [run [-- ARGUMENT…] | health | render --stdout | version]"),
    };
}
catch (InitException e)
{
    Output.Error(e.Message);
    return e.Code;
}
catch (RenderException e)
{
    Output.Error(e.Message);
    return ExitCode.Configuration;
}

static int Version()
{
    Output.Line(typeof(ExitCode).Assembly.GetName().Version?.ToString(3) ?? "0.0.0");
    return ExitCode.Ok;
}
