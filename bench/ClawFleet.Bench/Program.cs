using ClawFleet.Bench;

return args switch
{
    ["up", .. var rest] => await UpBench.RunAsync(UpOptions.Parse(rest)),
    ["plan", .. var rest] => PlanBench.Run(rest),
    ["start", .. var rest] => await StartBench.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("clawbench up --home DIR [--members 20,100] [--rounds 3] [--compose FILE] [--parallel 32] | plan --home DIR | start --home DIR");
    return 64;
}
