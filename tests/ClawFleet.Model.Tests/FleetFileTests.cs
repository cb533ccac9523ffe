using ClawFleet.Model.Diagnostics;
using ClawFleet.Model.Environments;
using ClawFleet.Model.Tests.Support;
using ClawFleet.Model.Validation;

namespace ClawFleet.Model.Tests;

public class FleetFileTests
{
    [Theory]
    [InlineData("/home/me/My Agents!/clawden.yaml", "my-agents")]
    [InlineData("/home/me/___/clawden.yaml", "fleet")]
    [InlineData("/clawden.yaml", "fleet")]
    [InlineData("/a/abcdefghijklmnopqrstuvwxyz0123456789abcdefghij/clawden.yaml", "abcdefghijklmnopqrstuvwxyz0123456789abcd")]
    public void A_fleet_without_a_name_is_called_like_its_folder(string path, string name) => Assert.Equal(name, Fleets.Load("runtime: zeroclaw", path: path).Document!.Name);

    [Fact]
    public void A_fleet_from_no_file_keeps_its_word_as_source() => Assert.Equal("<run>", Fleets.Load("name: x\nruntime: zeroclaw", path: "<run>").Document!.Path);

    [Theory]
    [InlineData("name: lab\nruntime: nonsense\nchannels: {telegram: {token: $UNSET}}", "lab")]
    [InlineData("name: ${FLEET:-lab}\nfoo: bar", "lab")]
    [InlineData("runtime: zeroclaw", "demo")]
    [InlineData("name: $UNSET_NAME", null)]
    [InlineData("name: Not A Name", null)]
    [InlineData("name: [", null)]
    [InlineData("", null)]
    public void The_name_alone_can_be_read_whatever_else_is_wrong(string yaml, string? name) => Assert.Equal(name, FleetFile.ReadName(yaml, Fleets.Path, VariableSet.Empty));

    [Fact]
    public void Windows_line_ends_and_a_byte_order_mark_are_fine()
        => Assert.Empty(Fleets.Load("\uFEFFname: x\r\nruntime: zeroclaw\r\nconfig:\r\n  a: b\r\n").Diagnostics);

    [Fact]
    public void Anchors_and_merge_keys_work_and_explicit_keys_win()
    {
        var document = Fleets.Load("""
            x-small: &small {memory: 256MiB, pids: 64}
            runtimes:
              - {name: a, runtime: zeroclaw, resources: *small}
              - {name: b, runtime: zeroclaw, resources: {<<: *small, pids: 99}}
            """).Document!;
        Assert.Equal([(256L << 20, 64), (256L << 20, 99)], document.Members.Select(m => (m.MemoryBytes!.Value, m.Pids!.Value)));
    }

    [Fact]
    public void Shared_keys_hold_for_every_member_and_its_own_win()
    {
        var document = Fleets.Load("""
            env: {A: fleet, B: fleet}
            resources: {memory: 1GiB, cpus: 1}
            security: {runtime: runsc}
            runtimes:
              - {name: a, runtime: zeroclaw, env: {B: own}, resources: {cpus: 2}, security: {runtime: kata}}
              - {name: b, runtime: zeroclaw}
            """).Document!;
        Assert.Equal(["fleet,own", "fleet,fleet"], document.Members.Select(m => string.Join(',', m.Environment.Values)));
        Assert.Equal([2, 1], document.Members.Select(m => m.Cpus!.Value));
        Assert.Equal(["kata", "runsc"], document.Members.Select(m => m.OciRuntime));
    }

    [Theory]
    [InlineData("latest", true)]
    [InlineData("0.2.7", true)]
    [InlineData("v0.2.7", true)]
    [InlineData("0.2.x", true)]
    [InlineData("0.2.*", true)]
    [InlineData(">=0.2", true)]
    [InlineData(">=0.2.0, <0.3.0", true)]
    [InlineData("=0.2.7", true)]
    [InlineData("0.2.8", false)]
    [InlineData("0.3.x", false)]
    [InlineData("<0.2.7", false)]
    public void A_version_is_held_against_the_carried_one(string constraint, bool allowed)
    {
        var parsed = VersionConstraint.Parse(constraint);
        Assert.NotNull(parsed);
        Assert.Equal(allowed, parsed.Allows("0.2.7"));
    }

    [Theory]
    [InlineData("^1")]
    [InlineData("~1.2")]
    [InlineData("*")]
    [InlineData("1")]
    [InlineData("1.2")]
    [InlineData("1.x")]
    [InlineData("main")]
    [InlineData("")]
    [InlineData(">=")]
    [InlineData(">=1.0.0,")]
    public void A_version_outside_the_grammar_is_none(string constraint) => Assert.Null(VersionConstraint.Parse(constraint));

    [Theory]
    [InlineData("alpine", true)]
    [InlineData("me/zero:1.2", true)]
    [InlineData("localhost:5000/a/b:c", true)]
    [InlineData("Registry.example/a@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", true)]
    [InlineData("Me/zero", false)]
    [InlineData("a b", false)]
    [InlineData("a:", false)]
    [InlineData("a//b", false)]
    [InlineData("a@sha256:12", false)]
    [InlineData("", false)]
    public void An_image_s_reference_has_a_form(string text, bool valid) => Assert.Equal(valid, ImageReference.IsValid(text));

    /// <summary>Cuts and doubled pieces of good files: whatever is written, the answer is diagnostics and never an exception.</summary>
    [Fact]
    public void No_text_makes_it_throw()
    {
        string[] files = [.. Golden.Cases("plans", ".yaml").Select(n => Golden.Read($"plans/{n}.yaml")), .. Golden.Cases("upstream", ".yaml").Select(n => Golden.Read($"upstream/{n}.yaml"))];
        var random = new Random(20261120);
        foreach (var file in files)
        {
            for (var i = 0; i < 60; i++)
            {
                var (from, to) = (random.Next(file.Length), random.Next(file.Length));
                (from, to) = (Math.Min(from, to), Math.Max(from, to));
                string broken = (i % 4) switch
                {
                    0 => file[..from],
                    1 => file.Remove(from, to - from),
                    2 => file.Insert(from, file[from..to]),
                    _ => file.Insert(from, "{}[]:*&!|>'\"%@`$\t,-?#\n"[random.Next(21)].ToString()),
                };
                var result = Fleets.Load(broken);
                Assert.All(result.Diagnostics, d => Assert.NotEmpty(DiagnosticText.Render(d, color: true)));
                Assert.Equal(result.Document is null, result.HasErrors);
            }
        }
    }
}
