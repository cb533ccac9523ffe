using System.Globalization;
using System.Net;
using ClawFleet.TelemetryBench;

// bench/telemetry [--records N] [--port N]
var records = 1_000_000;
var port = 21900;
for (var i = 0; i + 1 < args.Length; i += 2)
{
    if (args[i] == "--records")
        records = int.Parse(args[i + 1], CultureInfo.InvariantCulture);
    else if (args[i] == "--port")
        port = int.Parse(args[i + 1], CultureInfo.InvariantCulture);
}
IPEndPoint At(int offset) => new(IPAddress.Loopback, port + offset);
await new IngestBench(At(0), At(1), At(2)).RunAsync();
QueryBench.Run(records);
