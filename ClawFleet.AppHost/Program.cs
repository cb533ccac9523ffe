using ClawFleet.Cli;
using ClawFleet.ServiceDefaults;

// Brings up the fleet of the clawden.yaml here or above: 'dotnet run --project ClawFleet.AppHost' is './clawden up', and what follows '--' are
// up's own arguments ('dotnet run --project ClawFleet.AppHost -- openclaw -d').
var builder = FleetApplication.CreateBuilder(args);

// The orchestrator's spans and metrics, to wherever OTEL_EXPORTER_OTLP_ENDPOINT points.
builder.Lifetime.AddServiceDefaults("clawfleet-apphost", FleetApplication.TelemetryName);

return await builder.Build().RunAsync();
