using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ClawFleet.Dashboard.Tests.Support;

/// <summary>A reverse proxy of a few lines, as nginx or Caddy before the page: it takes requests for a public name and says so in <c>X-Forwarded-*</c>.</summary>
internal sealed class SmallProxy : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly HttpClient inner = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    private SmallProxy(WebApplication app) => this.app = app;

    public Uri Address { get; private set; } = null!;

    /// <param name="to">Where the page listens.</param>
    /// <param name="strip">The path that is taken away, or null.</param>
    /// <param name="keepHost">Whether the public name stays in <c>Host</c>.</param>
    public static async Task<SmallProxy> StartAsync(Uri to, string scheme, string? strip = null, bool keepHost = false)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var proxy = new SmallProxy(app);
        app.Run(context => proxy.PassAsync(context, to, scheme, strip, keepHost));
        await app.StartAsync(OpenPage.Token);
        proxy.Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        inner.Dispose();
    }

    private async Task PassAsync(HttpContext context, Uri to, string scheme, string? strip, bool keepHost)
    {
        var (request, response) = (context.Request, context.Response);
        var path = strip is not null && request.Path.StartsWithSegments(strip, StringComparison.Ordinal, out var rest) ? (rest.HasValue ? rest.Value : "/") : request.Path.Value;
        using var passed = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(to, path + request.QueryString));
        foreach (var header in request.Headers.Where(h => h.Key is "Cookie" or "Origin" or "Authorization" or "Accept" || h.Key.StartsWith("X-", StringComparison.OrdinalIgnoreCase)))
            passed.Headers.TryAddWithoutValidation(header.Key, header.Value.AsEnumerable());
        passed.Headers.Host = keepHost ? request.Host.Value : null;
        // After whatever the client wrote there itself.
        passed.Headers.TryAddWithoutValidation("X-Forwarded-Host", request.Host.Value);
        passed.Headers.TryAddWithoutValidation("X-Forwarded-Proto", scheme);
        if (strip is not null)
            passed.Headers.TryAddWithoutValidation("X-Forwarded-Prefix", strip);
        using var answer = await inner.SendAsync(passed, context.RequestAborted);
        response.StatusCode = (int)answer.StatusCode;
        foreach (var header in answer.Headers.Concat(answer.Content.Headers).Where(h => h.Key is not ("Transfer-Encoding" or "Content-Length")))
            response.Headers[header.Key] = header.Value.ToArray();
        await answer.Content.CopyToAsync(response.Body, context.RequestAborted);
    }
}
