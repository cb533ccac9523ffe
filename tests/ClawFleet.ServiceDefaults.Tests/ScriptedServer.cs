using System.Net;

namespace ClawFleet.ServiceDefaults.Tests;

/// <summary>Answers one request after the other as it is told: with a status, with a broken connection (null), or not at all (100).</summary>
internal sealed class ScriptedServer(params HttpStatusCode?[] answers) : HttpMessageHandler
{
    /// <summary>Of the requests so far.</summary>
    public List<string> Bodies { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Bodies.Add(request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken));
        switch (answers[Bodies.Count - 1])
        {
            case null:
                throw new HttpRequestException("the connection broke");
            case HttpStatusCode.Continue:
                await Task.Delay(Timeout.Infinite, cancellationToken);
                throw new InvalidOperationException();
            case { } status:
                return new HttpResponseMessage(status);
        }
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) => SendAsync(request, cancellationToken).GetAwaiter().GetResult();
}
