using ClawFleet.Model.Diagnostics;
using ClawFleet.Model.Editing;
using ClawFleet.Model.Tests.Support;

namespace ClawFleet.Model.Tests.Editing;

/// <summary>What <c>clawden upgrade</c> does to a file: one value, and not a character more.</summary>
public class PinEditTests
{
    [Theory]
    [InlineData("runtime: zeroclaw\n", "runtime: zeroclaw\nversion: 1.2.3\n")]
    [InlineData("runtime: zeroclaw", "runtime: zeroclaw\nversion: 1.2.3")]
    [InlineData("runtime: zeroclaw\r\nports: auto\r\n", "runtime: zeroclaw\r\nversion: 1.2.3\r\nports: auto\r\n")]
    [InlineData("ports: auto\r\nruntime: zeroclaw", "ports: auto\r\nruntime: zeroclaw\r\nversion: 1.2.3")]
    [InlineData("# top\nruntime: zeroclaw   # the one\n\nports: auto\n", "# top\nruntime: zeroclaw   # the one\nversion: 1.2.3\n\nports: auto\n")]
    [InlineData("version: 0.1.0  # why\nruntime: zeroclaw\n", "version: 1.2.3  # why\nruntime: zeroclaw\n")]
    [InlineData("runtime: zeroclaw\nversion: '0.1.0'\n", "runtime: zeroclaw\nversion: '1.2.3'\n")]
    [InlineData("runtime: zeroclaw\nversion:   \"0.1.0\" # x\n", "runtime: zeroclaw\nversion:   \"1.2.3\" # x\n")]
    [InlineData("runtime: zeroclaw\nversion: \">=0.1.0, <0.2.0\"\n", "runtime: zeroclaw\nversion: \"1.2.3\"\n")]
    [InlineData("runtime: zeroclaw\nversion: &v 0.1.0\n", "runtime: zeroclaw\nversion: &v 1.2.3\n")]
    [InlineData("{runtime: zeroclaw, ports: auto}\n", "{runtime: zeroclaw, version: 1.2.3, ports: auto}\n")]
    [InlineData("{\"runtime\": \"zeroclaw\",\n \"ports\": \"auto\"}\n", "{\"runtime\": \"zeroclaw\", \"version\": \"1.2.3\",\n \"ports\": \"auto\"}\n")]
    [InlineData("---\nruntime: zeroclaw\n...\n", "---\nruntime: zeroclaw\nversion: 1.2.3\n...\n")]
    [InlineData("x-v: &v 0.1.0\nruntime: zeroclaw\nversion: *v\n", "x-v: &v 0.1.0\nruntime: zeroclaw\nversion: 1.2.3\n")]
    [InlineData("x-d: &d {version: 0.1.0, ports: auto}\n<<: *d\nruntime: zeroclaw\n", "x-d: &d {version: 0.1.0, ports: auto}\n<<: *d\nruntime: zeroclaw\nversion: 1.2.3\n")]
    [InlineData("# ä 𝄞 in a comment\nruntime: zeroclaw # 𝄞\nversion: 0.1.0\n", "# ä 𝄞 in a comment\nruntime: zeroclaw # 𝄞\nversion: 1.2.3\n")]
    [InlineData("model: \"𝄞ä\"\nruntime: zeroclaw\nversion: 0.1.0\n", "model: \"𝄞ä\"\nruntime: zeroclaw\nversion: 1.2.3\n")]
    public void In_the_single_form(string before, string after) => Becomes(before, "zeroclaw", after);

    [Theory]
    [InlineData("runtimes:\n  - name: zeroclaw\n", "runtimes:\n  - name: zeroclaw\n    version: 1.2.3\n")]
    [InlineData("runtimes:\n- name: zeroclaw\n- name: openclaw\n", "runtimes:\n- name: zeroclaw\n  version: 1.2.3\n- name: openclaw\n")]
    [InlineData("runtimes:\n  -   name: zeroclaw # a\n", "runtimes:\n  -   name: zeroclaw # a\n      version: 1.2.3\n")]
    [InlineData("runtimes:\n  -\n    name: zeroclaw\n", "runtimes:\n  -\n    name: zeroclaw\n    version: 1.2.3\n")]
    [InlineData("runtimes:\n  - ports: auto\n    name: zeroclaw\n", "runtimes:\n  - ports: auto\n    name: zeroclaw\n    version: 1.2.3\n")]
    [InlineData("runtimes:\n  - name: openclaw\n  - {name: zeroclaw, ports: auto}\n", "runtimes:\n  - name: openclaw\n  - {name: zeroclaw, version: 1.2.3, ports: auto}\n")]
    [InlineData("runtimes: [{name: openclaw}, {name: zeroclaw}]\n", "runtimes: [{name: openclaw}, {name: zeroclaw, version: 1.2.3}]\n")]
    [InlineData("runtimes:\n  - {name: openclaw, version: 2026.9.6}\n  - {name: zeroclaw, version: 0.1.0} # pin\n", "runtimes:\n  - {name: openclaw, version: 2026.9.6}\n  - {name: zeroclaw, version: 1.2.3} # pin\n")]
    [InlineData("runtimes:\n  - name: zeroclaw\n    version: 0.1.0\n  - name: two\n    runtime: zeroclaw\n    version: 0.1.0\n", "runtimes:\n  - name: zeroclaw\n    version: 1.2.3\n  - name: two\n    runtime: zeroclaw\n    version: 0.1.0\n")]
    [InlineData("x-all: &all\n  ports: auto\nruntimes:\n  - name: zeroclaw\n    <<: *all\n", "x-all: &all\n  ports: auto\nruntimes:\n  - name: zeroclaw\n    version: 1.2.3\n    <<: *all\n")]
    [InlineData("runtimes:\n  - name: zeroclaw", "runtimes:\n  - name: zeroclaw\n    version: 1.2.3")]
    [InlineData("runtimes:\r\n  - name: openclaw\r\n\r\n  # second\r\n  - name: zeroclaw\r\n    env: {A: b}\r\n", "runtimes:\r\n  - name: openclaw\r\n\r\n  # second\r\n  - name: zeroclaw\r\n    version: 1.2.3\r\n    env: {A: b}\r\n")]
    public void In_the_list_form(string before, string after) => Becomes(before, "zeroclaw", after);

    [Fact]
    public void After_the_runtime_where_the_member_names_one()
        => Becomes("runtimes:\n  - name: desk\n    # which\n    runtime: zeroclaw\n    ports: auto\n", "desk", "runtimes:\n  - name: desk\n    # which\n    runtime: zeroclaw\n    version: 1.2.3\n    ports: auto\n");

    [Fact]
    public void Of_a_member_whose_name_is_a_variable()
    {
        const string text = "runtimes:\n  - name: openclaw\n  - name: $WHO\n    runtime: zeroclaw\n";
        var pin = FilePins.Read(text, Fleets.Path, Catalogues.All, Fleets.Variables(["WHO=desk"]))!.Value.Single(p => p.Name == "desk");
        Assert.Equal("runtimes:\n  - name: openclaw\n  - name: $WHO\n    runtime: zeroclaw\n    version: 1.2.3\n", FilePins.SetVersion(text, Fleets.Path, pin, "1.2.3").Edit!.Apply(text));
    }

    [Theory]
    [InlineData("example/desk:1", "2", "example/desk:2")]
    [InlineData("example/desk", "2", "example/desk:2")]
    [InlineData("localhost:5000/desk", "2", "localhost:5000/desk:2")]
    [InlineData("localhost:5000/a/desk:1", "v2.0-rc.1", "localhost:5000/a/desk:v2.0-rc.1")]
    [InlineData("example/desk@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", "example/desk@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb")]
    [InlineData("example/desk@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "2", null)]
    [InlineData("example/desk:1", "not a tag", null)]
    [InlineData("example/desk:1", "a,b", null)]
    public void The_pin_of_an_image_is_its_tag(string image, string to, string? becomes)
    {
        var text = $"runtimes:\n  - name: desk\n    runtime: openclaw\n    image: \"{image}\"   # ours\n";
        var pin = Pin(text, "desk");
        Assert.Equal(image, pin.Image);
        Assert.Equal(becomes, pin.ImageAt(to));
        if (becomes is not null)
        {
            Assert.Equal(text.Replace(image, becomes, StringComparison.Ordinal), FilePins.SetImage(text, Fleets.Path, pin, becomes).Edit!.Apply(text));
        }
    }

    [Theory]
    [InlineData("runtime: zeroclaw\nversion: $WANTED\n", 2, 10)]
    [InlineData("runtime: zeroclaw\nversion: >-\n  0.1.0\n", 2, 10)]
    [InlineData("x-one: &one\n  name: zeroclaw\nruntimes:\n  - *one\n", 4, 5)]
    [InlineData("runtimes:\n  - name: zeroclaw\n    version: &v 0.1.0\n  - name: two\n    runtime: zeroclaw\n    version: *v\n", 3, 14)]
    [InlineData("x-all: &all\n  - name: zeroclaw\nruntimes: *all\n", 3, 11)]
    [InlineData("runtimes:\n  - ? name\n    : zeroclaw\n", 2, 5)]
    public void What_would_change_more_than_the_pin_is_refused_with_its_place(string text, int line, int column)
    {
        var edit = FilePins.SetVersion(text, Fleets.Path, Pin(text, "zeroclaw", "WANTED=0.1.0"), "1.2.3");
        Assert.Null(edit.Edit);
        Assert.Equal((DiagnosticCodes.PinElsewhere, line, column), (edit.Refusal!.Code, edit.Refusal.Span!.Value.Line, edit.Refusal.Span.Value.Column));
        Assert.Contains("1.2.3", edit.Refusal.Remedy + "1.2.3", StringComparison.Ordinal);
    }

    [Fact]
    public void Reading_pins_needs_nothing_else_to_be_right()
    {
        const string text = "nonsense: 1\nruntimes:\n  - {name: desk, runtime: openclaw, version: 9.9.9, channels: [gone]}\n  - {name: crew, runtime: zero, replicas: 3, image: 'a/b:c'}\n  - {name: odd, runtime: nobody}\n";
        var pins = FilePins.Read(text, Fleets.Path, Catalogues.All, Fleets.Variables(null))!.Value;
        Assert.Equal(["desk", "crew", "odd"], pins.Select(p => p.Name));
        Assert.Equal(["9.9.9", null, null], pins.Select(p => p.Version));
        Assert.Equal(["openclaw", "zeroclaw", null], pins.Select(p => p.Runtime?.Name));
        Assert.Equal("c", pins[1].Tag);
        Assert.True(pins[1].Answers("crew-3"));
        Assert.False(pins[1].Answers("crew-4"));
        Assert.Null(FilePins.Read("runtimes: [", Fleets.Path, Catalogues.All, Fleets.Variables(null)));
        Assert.Null(FilePins.Read("name: a\n", Fleets.Path, Catalogues.All, Fleets.Variables(null)));
    }

    [Fact]
    public void The_change_is_shown_by_its_lines_without_secrets()
    {
        const string added = "runtimes:\n  - name: zeroclaw\n    ports: auto\n";
        Assert.Equal(["+     version: 1.2.3"], FilePins.SetVersion(added, Fleets.Path, Pin(added, "zeroclaw"), "1.2.3").Edit!.Lines(added));
        const string last = "runtime: zeroclaw";
        Assert.Equal(["+ version: 1.2.3"], FilePins.SetVersion(last, Fleets.Path, Pin(last, "zeroclaw"), "1.2.3").Edit!.Lines(last));
        const string secret = "runtimes: [{name: zeroclaw, version: 0.1.0, env: {A_TOKEN: abcdef}}]\r\n";
        Assert.Equal(
            ["- runtimes: [{name: zeroclaw, version: 0.1.0, env: {A_TOKEN: ******}}]", "+ runtimes: [{name: zeroclaw, version: 1.2.3, env: {A_TOKEN: ******}}]"],
            FilePins.SetVersion(secret, Fleets.Path, Pin(secret, "zeroclaw"), "1.2.3").Edit!.Lines(secret));
    }

    [Fact]
    public void A_change_is_not_made_in_another_text()
    {
        var edit = new FileEdit(3, "abc", "x");
        Assert.Equal("012x", edit.Apply("012abc"));
        Assert.Equal("012abc", edit.Revert("012x"));
        Assert.Throws<ArgumentException>(() => edit.Apply("012ab"));
        Assert.Throws<ArgumentException>(() => edit.Revert("012y"));
    }

    private static MemberPin Pin(string text, string member, params string[] variables) => FilePins.Read(text, Fleets.Path, Catalogues.All, Fleets.Variables(variables))!.Value.Single(p => p.Name == member);

    private static void Becomes(string before, string member, string after)
    {
        var edit = FilePins.SetVersion(before, Fleets.Path, Pin(before, member), "1.2.3");
        Assert.True(edit.Edit is not null, edit.Refusal?.What);
        Assert.Equal(after, edit.Edit.Apply(before));
        Assert.Equal(before, edit.Edit.Revert(after));
        Assert.Equal("1.2.3", Pin(after, member).Version);
    }
}
