using ClawFleet.Simulator;
using ClawFleet.Simulator.Faults;
using ClawFleet.Simulator.IronClaw;
using ClawFleet.Simulator.MicroClaw;
using ClawFleet.Simulator.ModelServer;
using ClawFleet.Simulator.NanoClaw;
using ClawFleet.Simulator.NullClaw;
using ClawFleet.Simulator.PicoClaw;
using ClawFleet.Simulator.ZeroClaw;

try
{
    if (args is ["--as", ModelServerProgram.Name, .. var rest]) return await ModelServerProgram.RunAsync(rest);
    var (persona, arguments) = Persona.Choose(args, Persona.StartedAs(), Environment.GetEnvironmentVariable("CLAWFLEET_RUNTIME"));
    await Console.Error.WriteLineAsync(persona.Notice);
    var fault = FaultSwitch.Parse(Environment.GetEnvironmentVariable(FaultSwitch.Variable));
    return persona.Program switch
    {
        "zeroclaw" => await ZeroClawProgram.RunAsync(arguments, fault),
        "microclaw" => await MicroClawProgram.RunAsync(arguments, fault),
        "nanoclaw" => await NanoClawProgram.RunAsync(arguments, fault),
        "nullclaw" => await NullClawProgram.RunAsync(arguments, fault),
        "picoclaw" => await PicoClawProgram.RunAsync(arguments, fault),
        _ => await IronClawProgram.RunAsync(arguments, fault),
    };
}
catch (StartRefusedException refusal)
{
    await Console.Error.WriteLineAsync(refusal.ExitCode == 2 ? refusal.Message : "Error: " + refusal.Message);
    return refusal.ExitCode;
}
