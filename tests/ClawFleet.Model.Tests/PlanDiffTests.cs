using ClawFleet.Model.Plans;
using ClawFleet.Model.Tests.Support;

namespace ClawFleet.Model.Tests;

public class PlanDiffTests
{
    private const string Before = "name: demo\nruntime: zeroclaw\nenv: {A: one}\nresources: {memory: 1GiB}\nchannels: {telegram: {token: $T, allowed_users: [1]}}\nconfig: {log: {level: info}}";

    [Theory]
    [InlineData("memory: 1GiB", "memory: 2GiB", "memory limit 1GiB → 2GiB")]
    [InlineData("memory: 1GiB", "memory: 1GiB, cpus: 1.5", "CPU limit 2 → 1.5")]
    [InlineData("A: one", "A: two", "environment A changed")]
    [InlineData("A: one", "A: one, B: two", "environment B added")]
    [InlineData("A: one", "B: one", "environment B added|environment A removed")]
    [InlineData("level: info", "level: debug", "config.log.level changed")]
    [InlineData("level: info", "level: info, file: x", "config.log.file added")]
    [InlineData("[1]", "[1, 2]", "channels.telegram.allowedUsers changed")]
    [InlineData("env:", "provider: ollama\nmodel: llama3\nenv:", "provider added|model added|host host.docker.internal:host-gateway added")]
    [InlineData("A: one", "A: http://host.docker.internal:9200", "environment A changed|host host.docker.internal:host-gateway added")]
    [InlineData("env:", "image: me/zero:2\nenv:", "image changed")]
    [InlineData("env:", "ports: [9000]\nenv:", "port 127.0.0.1:9000:42617 added|port 127.0.0.1:42617:42617 removed")]
    [InlineData("env:", "workspace: /work\nenv:", "mount /work:/home/clawden/workspace added|mount demo-zeroclaw-workspace:/home/clawden/workspace removed")]
    [InlineData("token: $T", "token: $U", "channels.telegram.fields.token changed|secret U added|secret T removed")]
    [InlineData("env:", "simulate: always\nenv:", "now simulated|image changed")]
    [InlineData("env:", "security: {runtime: runsc}\nenv:", "containment changed")]
    public void A_change_is_named(string from, string to, string causes)
        => Assert.Equal(causes.Split('|'), PlanDiff.Describe(Container(Before), Container(Before.Replace(from, to, StringComparison.Ordinal))));

    [Fact]
    public void A_plan_of_another_version_is_read_as_far_as_it_goes()
    {
        var read = PlanJson.ReadContainer("""{"name":"demo-a","image":"x:1","later":{"a":[1]},"limits":{"memoryBytes":5}}""");
        Assert.Equal(("demo-a", "x:1", 5L), (read.Name, read.Image, read.Limits.MemoryBytes));
        Assert.NotEmpty(PlanDiff.Describe(read, Container(Before)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"name":1}""")]
    [InlineData("""{"name":"a","ports":[{"hostPort":"x"}]}""")]
    public void Text_that_is_no_plan_is_a_format_error(string text) => Assert.Throws<FormatException>(() => PlanJson.ReadContainer(text));

    [Theory]
    [InlineData("512MiB", 512L << 20, "512MiB")]
    [InlineData("1.5 GiB", 1536L << 20, "1536MiB")]
    [InlineData("2g", 2L << 30, "2GiB")]
    [InlineData("1000", 1000, "1000B")]
    [InlineData("1KB", 1000, "1000B")]
    public void Sizes_read_and_print(string text, long bytes, string printed)
    {
        Assert.True(ByteSize.TryParse(text, out var parsed));
        Assert.Equal(bytes, parsed);
        Assert.Equal(printed, ByteSize.Text(parsed));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("MiB")]
    [InlineData("1 2")]
    [InlineData("99999999999GiB")]
    public void A_text_that_is_no_size_is_refused(string text) => Assert.False(ByteSize.TryParse(text, out _));

    private static ContainerPlan Container(string yaml) => Fleets.Plan(yaml, ["T=1", "U=2"]).Members[0].Main;
}
