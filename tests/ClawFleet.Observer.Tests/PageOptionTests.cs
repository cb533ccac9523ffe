using System.CommandLine;
using System.Net;
using ClawFleet.Observer.Commands;

namespace ClawFleet.Observer.Tests;

public sealed class PageOptionTests
{
    private readonly Option<string> _basePath = PageOptions.BasePath();
    private readonly Option<IPAddress[]> _proxies = PageOptions.TrustedProxies();

    [Fact]
    public void A_path_and_several_proxies_are_taken()
    {
        var parsed = Parse("--base-path", "/_fleet/", "--trusted-proxy", "127.0.0.1", "--trusted-proxy", "::1");

        Assert.Empty(parsed.Errors);
        Assert.Equal("/_fleet", parsed.GetValue(_basePath));
        Assert.Equal([IPAddress.Loopback, IPAddress.IPv6Loopback], parsed.GetValue(_proxies)!);
    }

    [Fact]
    public void Without_them_the_page_is_at_the_root_and_trusts_nobody()
    {
        var parsed = Parse();

        Assert.Equal("", parsed.GetValue(_basePath));
        Assert.Empty(parsed.GetValue(_proxies)!);
    }

    [Theory]
    [InlineData("--base-path", "_fleet", "takes a path such as /_fleet")]
    [InlineData("--base-path", "/a//b", "takes a path such as /_fleet")]
    [InlineData("--base-path", "/a b", "takes a path such as /_fleet")]
    [InlineData("--trusted-proxy", "proxy.example", "takes an IP address such as 127.0.0.1, not 'proxy.example'")]
    [InlineData("--trusted-proxy", "10.0.0.1", "the page listens there alone, where 10.0.0.1 cannot reach it")]
    public void What_cannot_be_is_said(string option, string value, string message) =>
        Assert.Contains(message, Assert.Single(Parse(option, value).Errors).Message, StringComparison.Ordinal);

    private ParseResult Parse(params string[] arguments)
    {
        var command = new Command("dashboard");
        command.Options.Add(_basePath);
        command.Options.Add(_proxies);
        return command.Parse(arguments);
    }
}
