using ClawFleet.AppHost.Aspire;
using ClawFleet.Cli;
using ClawFleet.Publishing.Aspire;
using ClawFleet.Publishing.Carriage;

// The AppHost of -p:Orchestrator=Aspire: the plan of the clawden.yaml here or above, declared to Aspire's app model, which brings it up and shows it on its own page (docs/aspire.md).
// What follows '--' is configuration, as in every AppHost of Aspire: --file FILE, --env-file FILE, --members a,b, --build true, --telemetry tunnel|off.
PageAddresses.SetPage();
var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { Args = args, AllowUnsecuredTransport = true });
var configuration = builder.Configuration;
// Ended is ended: the orchestrator would go on stopping containers behind a process that is gone, and the next start would meet them.
configuration["DcpPublisher:WaitForResourceCleanup"] = "true";
configuration["Logging:LogLevel:Microsoft.AspNetCore"] ??= "Warning";
var options = new DelegationOptions
{
    Target = PlanTarget.Aspire,
    File = configuration["file"],
    EnvFile = configuration["env-file"],
    Members = configuration["members"]?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [],
    Build = bool.TryParse(configuration["build"], out var build) && build,
    OnPaper = builder.ExecutionContext.IsPublishMode,
};

return await DelegatedFleet.RunAsync(options, async fleet =>
{
    AspireFleet.Declare(fleet.Plan, new AspireModel(builder, fleet), new AspireOptions
    {
        SecretsFolder = fleet.Run.SecretsFolderOf,
        EngineArguments = fleet.Run.EngineArguments,
        OpenFilesCeiling = fleet.Run.OpenFilesCeiling,
        Telemetry = PageAddresses.SetReceiver(configuration, fleet.Run.MachineAddress),
    });
    await builder.Build().RunAsync();
});
