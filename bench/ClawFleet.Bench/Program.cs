using ClawFleet.Bench;

return args switch
{
    ["up", .. var rest] => await UpBench.RunAsync(UpOptions.Parse(rest)),
    ["seven", .. var rest] => await SevenBench.RunAsync(rest),
    ["host", .. var rest] => await HostBench.RunAsync(rest),
    ["plan", .. var rest] => PlanBench.Run(rest),
    ["publish", .. var rest] => PublishBench.Run(rest),
    ["start", .. var rest] => await StartBench.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("clawbench up --home DIR [--members 20,100] [--rounds 3] [--compose FILE] [--parallel 32] | seven --home DIR [--rounds 3] | host --home DIR [--members 20] [--minutes 10] | plan --home DIR | publish --home DIR | start --home DIR");
    return 64;
}
