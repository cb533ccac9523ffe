using System.Collections.Immutable;
using ClawFleet.Dashboard.Tests.Support;
using ClawFleet.Engine;
using ClawFleet.Model.Plans;
using ClawFleet.Runtimes;

namespace ClawFleet.Dashboard.Tests;

public sealed class ConfigTests
{
    private const string Known = "sk-known-secret-value-0123456789";
    private const string Unknown = "hunter2-hunter2-hunter2";

    [Fact]
    public async Task What_a_member_was_given_is_shown_with_its_channels_and_no_secret()
    {
        await using var open = await OpenPage.StartAsync();
        await AddAsync(open);
        var html = await open.HtmlAsync("config?member=desk");
        foreach (var expected in new[] { "10000:10000, not root", "read only", "without ALL", "volume crew-desk-state", "secret TG_TOKEN", "everybody", "house-large", "models.internal", "gateway.port", "/run/secrets/tg-token" })
            Assert.Contains(expected, html, StringComparison.Ordinal);
        var json = await open.Browser.GetStringAsync("api/config?member=desk", OpenPage.Token);
        Assert.Contains("secret://TG_TOKEN", json, StringComparison.Ordinal);
        Assert.Contains("\"A\":\"b\"", json, StringComparison.Ordinal);
        foreach (var text in new[] { html, json })
        {
            Assert.DoesNotContain(Known, text, StringComparison.Ordinal);
            Assert.DoesNotContain(Unknown, text, StringComparison.Ordinal);
        }
        Assert.Contains("desk-tg", await open.HtmlAsync(""), StringComparison.Ordinal);
        Assert.Equal("telegram", (string?)(await open.JsonAsync("api/fleet"))["members"]![0]!["channels"]![0]!["type"]);
    }

    [Fact]
    public async Task Settings_are_searched_as_they_are_shown_so_that_what_is_hidden_is_not_found()
    {
        await using var open = await OpenPage.StartAsync();
        await AddAsync(open);
        var found = await open.HtmlAsync("config?text=HOUSE-LARGE");
        Assert.Contains("house-large", found, StringComparison.Ordinal);
        Assert.DoesNotContain("crew-desk-state", found, StringComparison.Ordinal);
        Assert.Contains("No setting has this text", await open.HtmlAsync("config?text=hunter2"), StringComparison.Ordinal);
        Assert.Contains("No setting has this text", await open.HtmlAsync("config?text=sk-known"), StringComparison.Ordinal);
    }

    private static async Task AddAsync(OpenPage open)
    {
        open.LaySecret("crew-desk", "tg-token", Known);
        var spec = new MemberSpec
        {
            Fleet = "crew",
            Member = "desk",
            Runtime = "tiny",
            Port = 8080,
            Provider = new ProviderSpec("house", "openai", "http://models.internal/v1", "secret://HOUSE_KEY", null),
            Model = "house-large",
            Channels =
            [
                new ChannelSpec
                {
                    Name = "desk-tg",
                    Type = "telegram",
                    AllowedUsers = ["*"],
                    Fields = ImmutableSortedDictionary.CreateRange<string, System.Text.Json.Nodes.JsonNode?>(StringComparer.Ordinal, [new("token", "secret://TG_TOKEN")]),
                },
            ],
            Config = new() { ["gateway"] = new System.Text.Json.Nodes.JsonObject { ["port"] = 1, ["password"] = Unknown } },
        };
        var environment = ImmutableSortedDictionary.CreateRange<string, string>(StringComparer.Ordinal, [new("A", "b"), new("NOTE", $"uses {Known} inside"), new("ODD_PASSWORD", Unknown), new(MemberSpecJson.EnvironmentVariable, MemberSpecJson.Write(spec))]);
        var plan = new ContainerPlan
        {
            Name = "crew-desk",
            Member = "desk",
            Runtime = "tiny",
            Role = ContainerRole.Member,
            Simulated = true,
            Image = "clawfleet/tiny:1",
            Hostname = "desk",
            User = "10000:10000",
            Environment = environment,
            Secrets = ["TG_TOKEN"],
            Mounts = [new MountPlan(MountKind.Volume, "crew-desk-state", "/state")],
            Networks = [new NetworkAttachment("crew", ["desk"])],
            Ports = [new PortPlan("api", 8080, 0)],
            Containment = new ContainmentPlan(true, ["ALL"], true),
            Limits = new LimitsPlan(1 << 28, 1, 100),
            Health = new HealthPlan(["clawinit", "health"], 8080, "/health", 30, 5, 3, 60, 120),
            StopGraceSeconds = 10,
        };
        await open.Engine.CreateContainerAsync(
            new ContainerSpec
            {
                Name = "crew-desk",
                Image = "clawfleet/tiny:1",
                User = "10000:10000",
                ReadOnlyRoot = true,
                DropCapabilities = ["ALL"],
                Environment = environment,
                Labels = new Dictionary<string, string>
                {
                    [FleetLabels.Fleet] = "crew",
                    [FleetLabels.Member] = "desk",
                    [FleetLabels.Runtime] = "tiny",
                    [FleetLabels.Role] = "member",
                    [FleetLabels.Simulated] = "true",
                    [FleetLabels.Plan] = PlanJson.Write(plan),
                },
            },
            OpenPage.Token);
    }
}
