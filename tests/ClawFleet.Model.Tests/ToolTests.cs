using ClawFleet.Model.Catalogue;
using ClawFleet.Model.Diagnostics;
using ClawFleet.Model.Documents;
using ClawFleet.Model.Plans;
using ClawFleet.Model.Tests.Support;
using ClawFleet.Model.Validation;

namespace ClawFleet.Model.Tests;

/// <summary>Tools and packages: one set, delivered or refused.</summary>
public class ToolTests
{
    [Fact]
    public void The_order_in_the_file_does_not_matter()
    {
        var one = MainOf("tools: [gui, browser, git]\npackages: {apt: [jo, ed], npm: [left-pad]}");
        var other = MainOf("tools: [git, gui, browser, git]\npackages: {npm: [left-pad], apt: [ed, jo]}");
        Assert.Equal(one.Hash, other.Hash);
        Assert.Equal("clawfleet/zeroclaw with browser git gui node apt:ed apt:jo npm:left-pad:real", one.Image);
    }

    [Fact]
    public void A_tool_comes_after_the_tools_it_needs() => Assert.Equal(["git", "node", "python", "toolchain"], Set("tools: [toolchain]").Tools.Select(t => t.Name));

    [Theory]
    [InlineData("../x")]
    [InlineData("foo; rm -rf /")]
    [InlineData("")]
    public void Nobody_is_told_to_write_a_folder_of_a_name_that_no_tool_can_have(string name)
    {
        var fault = Assert.Single(Fleets.Load($"runtime: zeroclaw\ntools: [\"{name}\"]").Diagnostics);
        Assert.Equal(DiagnosticCodes.UnknownTool, fault.Code);
        Assert.EndsWith("tools/NAME/setup.sh with a name of a–z, 0–9 and hyphens, beside the file", fault.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_set_is_another_plan()
    {
        var hashes = new[] { "", "tools: [git]", "tools: [http]", "tools: [git, http]", "packages: {apt: [git]}", "packages: {pip: [git]}" }.Select(m => MainOf(m).Hash).ToList();
        Assert.Equal(hashes.Count, hashes.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Packages_bring_their_package_manager()
    {
        Assert.Equal(["node"], Set("packages: {npm: [left-pad]}").Names);
        Assert.Equal(["python"], Set("packages: {pip: [httpx]}").Names);
        Assert.Empty(Set("packages: {apt: [jo]}").Names);
    }

    [Fact]
    public void A_tool_raises_the_limits_that_the_user_has_not_set()
    {
        var raised = MainOf("tools: [browser]");
        Assert.Equal((1536L << 20, 768), (raised.Limits.MemoryBytes, raised.Limits.Pids));
        Assert.Equal(512L << 20, raised.Mounts.Single(m => m.Target == "/dev/shm").SizeBytes);
        Assert.Equal(256L << 20, raised.Mounts.Single(m => m.Target == "/tmp").SizeBytes);

        var set = MainOf("tools: [browser]\nresources: {memory: 600MiB, pids: 99}");
        Assert.Equal((600L << 20, 99), (set.Limits.MemoryBytes, set.Limits.Pids));
        Assert.DoesNotContain(MainOf("tools: [git]").Mounts, m => m.Target == "/dev/shm");
    }

    [Fact]
    public void A_desktop_has_a_port_of_its_own_and_a_password_that_is_made_up()
    {
        var main = MainOf("tools: [gui]");
        Assert.Contains(new PortPlan("gui", 6080, 6080, Path: "/vnc.html"), main.Ports);
        Assert.Equal("/run/secrets/zeroclaw-gui-password", main.Environment["GUI_PASSWORD_FILE"]);
        Assert.Contains("ZEROCLAW_GUI_PASSWORD", main.Secrets);
        Assert.Contains(new PortPlan("gui", 6080, 7000, Path: "/vnc.html"), MainOf("tools: [gui]\nports: ['7000:6080']").Ports);
        Assert.Contains(new PortPlan("gui", 6080, 0, Path: "/vnc.html"), MainOf("tools: [gui]\nports: auto").Ports);
        Assert.Equal(main.Hash, PlanJson.Hash(PlanJson.ReadContainer(PlanJson.Write(main)) with { Hash = "" }));
    }

    [Fact]
    public void Two_desktops_have_two_ports()
    {
        var plan = Fleets.Plan("runtimes:\n  - {name: a, runtime: zeroclaw, replicas: 2, tools: [gui]}\n  - {name: b, runtime: zeroclaw, tools: [gui]}");
        Assert.Equal([6080, 6081, 6082], plan.Members.Select(m => m.Main.Ports.Single(p => p.Name == "gui").HostPort));
        Assert.Equal(["A_1_GUI_PASSWORD", "A_2_GUI_PASSWORD", "B_GUI_PASSWORD"], plan.Secrets.Select(s => s.Name).Where(n => n.Contains("GUI", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_variable_of_the_file_wins_over_a_tools()
    {
        Assert.Equal("1", MainOf("tools: [python]").Environment["PIP_BREAK_SYSTEM_PACKAGES"]);
        Assert.Equal("0", MainOf("tools: [python]\nenv: {PIP_BREAK_SYSTEM_PACKAGES: 0}").Environment["PIP_BREAK_SYSTEM_PACKAGES"]);
    }

    [Theory]
    [InlineData("jo")]
    [InlineData("g++")]
    [InlineData("libc6=2.41-12+deb13u1")]
    public void Debian_packages_by_name(string name) => Assert.True(PackageNames.IsApt(name));

    [Theory]
    [InlineData("@anthropic-ai/claude-code")]
    [InlineData("left-pad@^1.3.0")]
    [InlineData("npm@latest")]
    public void Npm_packages_by_name(string name) => Assert.True(PackageNames.IsNpm(name));

    [Theory]
    [InlineData("httpx==0.28.1")]
    [InlineData("uvicorn[standard]>=0.30")]
    [InlineData("PyYAML")]
    public void Python_packages_by_name(string name) => Assert.True(PackageNames.IsPip(name));

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("-oDebug::x=1")]
    [InlineData("--unsafe-perm")]
    [InlineData("jo;reboot")]
    [InlineData("jo&&reboot")]
    [InlineData("$(reboot)")]
    [InlineData("`reboot`")]
    [InlineData("jo\nreboot")]
    [InlineData("jo\n")]
    [InlineData("jo*")]
    [InlineData("'jo'")]
    [InlineData("../evil")]
    [InlineData("./evil.deb")]
    [InlineData("/tmp/evil.deb")]
    [InlineData("evil/repository")]
    [InlineData("https://example.com/x.tgz")]
    [InlineData("git+ssh://example.com/x")]
    [InlineData("x@https://example.com/x.tgz")]
    [InlineData("x@file:..")]
    [InlineData("x @ https://example.com/x.whl")]
    [InlineData("x|y")]
    [InlineData("x>y")]
    [InlineData("x;y")]
    [InlineData("x\\y")]
    public void Nothing_else_than_a_package_reaches_a_package_manager(string text)
    {
        Assert.False(PackageNames.IsApt(text));
        Assert.False(PackageNames.IsNpm(text));
        Assert.False(PackageNames.IsPip(text));
    }

    [Fact]
    public void A_projects_tool_hides_one_of_the_home_folder_and_none_hides_ours()
    {
        var folder = Directory.CreateTempSubdirectory("clawfleet-tools-");
        try
        {
            Write("project/mine/setup.sh", "echo project");
            Write("project/git/setup.sh", "echo clash");
            Write("project/no-tool/readme", "no setup.sh, no tool");
            Write("project/typo/setup.sh", "");
            Write("project/typo/tool.yaml", "titel: typo");
            Write("home/mine/setup.sh", "echo home");
            Write("home/other/setup.sh", "");
            Write("home/other/tool.yaml", "title: another\ntools: [git]\nneeds: {shm: 1GiB}\nenv: {A: b}\n");
            var tools = Catalogues.All.WithTools(Path.Combine(folder.FullName, "project"), Path.Combine(folder.FullName, "home"), Path.Combine(folder.FullName, "nowhere")).Tools;
            Assert.Equal(Path.Combine(folder.FullName, "project", "mine"), tools["mine"].Folder);
            Assert.Contains("comes with ClawFleet", tools["git"].Fault, StringComparison.Ordinal);
            Assert.EndsWith("did you mean `title`?", tools["typo"].Fault, StringComparison.Ordinal);
            Assert.False(tools.ContainsKey("no-tool"));
            Assert.Equal((1L << 30, "b", "git"), (tools["other"].Needs.ShmBytes, tools["other"].Environment["A"], tools["other"].Tools.Single()));
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        void Write(string path, string text)
        {
            var full = Path.Combine(folder.FullName, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllText(full, text);
        }
    }

    [Fact]
    public void The_tools_that_come_with_ClawFleet_are_whole()
    {
        var tools = RuntimeCatalogue.Read(Path.Combine(Golden.Root, "runtimes")).Tools;
        Assert.Superset(new HashSet<string>(["browser", "database", "ffmpeg", "git", "gui", "http", "node", "python", "sqlite", "toolchain", "uv"]), tools.Keys.ToHashSet());
        Assert.All(tools.Values, t => Assert.All(t.Tools, n => Assert.Contains(n, tools.Keys)));
        Assert.All(tools.Values, t => Assert.Null(t.Fault));
    }

    [Fact]
    public void Tools_do_not_go_into_an_image_of_the_users_own()
        => Assert.Equal([DiagnosticCodes.NotSupported], Fleets.Errors(Fleets.Load("runtime: zeroclaw\nimage: acme/zero:1\ntools: [git]")));

    private static ToolSet Set(string more)
    {
        var loaded = Fleets.Load($"runtime: zeroclaw\n{more}");
        Assert.False(loaded.HasErrors, Fleets.Text(loaded.Diagnostics));
        return loaded.Document!.Members[0].Tools;
    }

    private static ContainerPlan MainOf(string more) => Fleets.Plan($"runtime: zeroclaw\n{more}").Members[0].Main;
}
