using System.Net.Http.Headers;
using System.Text;
using ClawFleet.Conformance.Knowledge;
using ClawFleet.Conformance.Reporting;
using ClawFleet.Conformance.Subject;

namespace ClawFleet.Conformance.Promises;

/// <summary>The runtime's own API answers through the published port, to who has the token and to nobody else.</summary>
[Collection(CollectionsByName.AtRest)]
public sealed class ApiPromise(FleetUnderTest fleet)
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(100) };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, EachMember]
    public async Task The_api_takes_a_request(string member)
    {
        var known = KnownRuntimes.RequireCalls(fleet.Get(member).Runtime);
        var token = known.DemandsToken ? await TokenAsync(member) : null;
        foreach (var call in known.Calls)
        {
            var (status, body) = await SendAsync(member, call, token);
            Assert.True(call.Understood.Contains(status), $"expected {call.Path} to understand the request ({string.Join(", ", call.Understood)}); seen: {status} {body}");
            // MicroClaw says its errors in plain text.
            Assert.True(status >= 400 || body.TrimStart().StartsWith('{') || body.TrimStart().StartsWith('['), $"expected {call.Path} to answer with JSON; seen: {status} {body}");
        }
    }

    [Theory, EachMember]
    public async Task The_api_refuses_a_wrong_token(string member)
    {
        var known = KnownRuntimes.RequireCalls(fleet.Get(member).Runtime);
        NotChecked.Unless(known.DemandsToken, $"{fleet.Get(member).Runtime} demands no token: its runtime.yaml tells it none");
        var token = await TokenAsync(member);
        foreach (var call in known.Calls)
        {
            foreach (var wrong in new[] { null, "wrong", token[..^1] })
            {
                var (status, body) = await SendAsync(member, call, wrong);
                Assert.True(status == 401, $"expected 401 from {call.Path} {(wrong is null ? "without a token" : "with a wrong token")}; seen: {status} {body}");
            }
        }
    }

    private async Task<string> TokenAsync(string member)
    {
        var (name, value) = await fleet.ApiTokenAsync(member, Ct);
        Assert.True(name is not null, $"expected {member} to demand a token; its spec names none");
        Assert.True(value is { Length: >= 32 }, $"expected the token {name} of {member} to be there and at least 32 characters long; seen: {value?.Length ?? 0} characters");
        return value!;
    }

    private async Task<(int Status, string Body)> SendAsync(string member, ApiCall call, string? token)
    {
        using var request = new HttpRequestMessage(call.Body is null ? HttpMethod.Get : HttpMethod.Post, new Uri(await fleet.AddressAsync(member, Ct), call.Path));
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (call.Body is not null) request.Content = new StringContent(call.Body, Encoding.UTF8, "application/json");

        using var response = await Http.SendAsync(request, Ct);
        var body = await response.Content.ReadAsStringAsync(Ct);
        return ((int)response.StatusCode, body.Length <= 300 ? body : body[..300] + "…");
    }
}
