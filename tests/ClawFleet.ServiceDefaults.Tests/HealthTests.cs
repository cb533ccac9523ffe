using System.Net;
using ClawFleet.ServiceDefaults.Health;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ClawFleet.ServiceDefaults.Tests;

public sealed class HealthTests
{
    [Fact]
    public async Task A_process_that_cannot_do_its_work_lives_and_is_not_ready_and_says_what_fails_but_not_why()
    {
        var isWell = true;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddDefaultHealthChecks().AddCheck("engine", () => isWell ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("a secret reason"));
        await using var app = builder.Build();
        app.UseHealthEndpoints("/below");
        app.Run(context => context.Response.WriteAsync("the page"));
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

        Assert.Equal((HttpStatusCode.OK, "healthy\n"), await GetAsync("/below/ready"));
        isWell = false;
        Assert.Equal((HttpStatusCode.OK, "healthy\n"), await GetAsync("/below/alive"));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "not healthy: engine\n"), await GetAsync("/below/ready"));
        Assert.Equal((HttpStatusCode.OK, "the page"), await GetAsync("/below/ready/more"));
        Assert.Equal((HttpStatusCode.OK, "the page"), await GetAsync("/ready"));

        async Task<(HttpStatusCode, string)> GetAsync(string path)
        {
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
    }
}
