using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using ClawFleet.Engine;

namespace ClawFleet.EndToEnd.Tools;

/// <summary>Tools as the member has them: not root, read-only root, no capability.</summary>
public sealed class UsingTools(ToolFleet tools) : IClassFixture<ToolFleet>
{
    private const string Page = """<body style="background:#ff0000"><p id="p">static</p><script>document.getElementById("p").textContent = ["made", "by", "script"].join(" ");</script></body>""";

    private static CancellationToken Soon => new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token;

    [Fact]
    public async Task Git_commits_in_the_workspace()
        => Assert.EndsWith("first 10000", await tools.ShellAsync("""
            cd /home/clawden/workspace && git init -q g && cd g && echo text > file && git add file
            git -c user.name=a -c user.email=a@example.invalid commit -qm first && echo "$(git log -1 --format=%s) $(stat -c %u file)"
            """), StringComparison.Ordinal);

    [Fact]
    public async Task The_browser_renders_what_a_pages_script_made()
        => Assert.Contains("<p id=\"p\">made by script</p>", await tools.ShellAsync($$"""
            mkdir -p /tmp/site && printf '%s' '{{Page}}' > /tmp/site/index.html && cd /tmp/site
            python3 -m http.server --bind 127.0.0.1 8099 >/tmp/site.log 2>&1 & server=$!
            curl --silent --retry 50 --retry-connrefused --retry-delay 1 --output /dev/null http://127.0.0.1:8099/
            timeout 60 "$PLAYWRIGHT_CHROMIUM_EXECUTABLE_PATH" --headless --dump-dom http://127.0.0.1:8099/ 2>/tmp/chromium.log || { cat /tmp/chromium.log >&2; exit 1; }
            kill $server
            """), StringComparison.Ordinal);

    [Fact]
    public async Task A_program_draws_on_the_desktop()
        => Assert.Equal("srgb(255,0,0)", await tools.ShellAsync($$"""
            printf '%s' '{{Page}}' > /tmp/red.html
            chromium --user-data-dir=/tmp/red --kiosk file:///tmp/red.html >/tmp/red.log 2>&1 & browser=$!
            for i in $(seq 120); do
              scrot --overwrite /tmp/screen.png && colour=$(convert /tmp/screen.png -format '%[pixel:p{600,500}]' info:)
              [ "$colour" != 'srgb(255,0,0)' ] || break
              sleep 0.25
            done
            kill $browser; echo "$colour"
            """));

    [Fact]
    public async Task The_desktop_is_a_page_on_the_loopback_that_ps_shows_and_a_password_guards()
    {
        var row = (await tools.Fleet.RunAsync("ps", "--json")).Exits(0).Json()[0];
        var page = row.GetProperty("pages")[0];
        Assert.Equal("gui", page.GetProperty("name").GetString());
        var url = new Uri(page.GetProperty("url").GetString()!);
        Assert.Equal("127.0.0.1", url.Host);
        using var client = new HttpClient();
        Assert.Contains("noVNC", await client.GetStringAsync(url, Soon), StringComparison.Ordinal);

        // RFC 6143, 7.1: the server's version, ours, then the number of ways to log in and the ways; 2 is by password, 1 would be without.
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("binary");
        await socket.ConnectAsync(new UriBuilder(url) { Scheme = "ws", Path = "/websockify" }.Uri, Soon);
        var version = await ReadAsync(socket, 12);
        Assert.StartsWith("RFB 003.", Encoding.ASCII.GetString(version), StringComparison.Ordinal);
        await socket.SendAsync("RFB 003.008\n"u8.ToArray(), WebSocketMessageType.Binary, true, Soon);
        var ways = await ReadAsync(socket, 2);
        Assert.Contains((byte)2, ways);
        Assert.DoesNotContain((byte)1, ways[1..]);
        Assert.Equal("48 400", await tools.ShellAsync("echo \"$(wc -c < \"$GUI_PASSWORD_FILE\") $(stat -c %a \"$GUI_PASSWORD_FILE\")\""));
    }

    [Fact]
    public async Task A_part_of_the_desktop_that_dies_comes_back()
    {
        await tools.ShellAsync("pkill -x Xvfb");
        await tools.ShellAsync("for i in $(seq 150); do sleep 0.2; if xwininfo -root >/dev/null 2>&1 && curl --silent --fail --output /dev/null http://127.0.0.1:6080/; then exit 0; fi; done; exit 1");
    }

    [Fact]
    public async Task A_tool_of_the_projects_own_and_a_package_by_name_are_there()
        => Assert.Contains("<svg", await tools.ShellAsync("cd /tmp && echo 'digraph { a -> b }' > g.dot && graph g.dot && cat g.svg && identify -version >/dev/null"), StringComparison.Ordinal);

    [Fact]
    public async Task What_is_installed_at_run_time_is_below_the_state_and_survives_a_replacement()
    {
        await tools.ShellAsync("""
            mkdir -p /tmp/n /tmp/p && cd /tmp/n
            printf '%s' '{"name":"from-npm","version":"1.0.0","bin":{"from-npm":"cli.js"}}' > package.json
            printf '#!/usr/bin/env node\nconsole.log("npm on node " + process.versions.node)\n' > cli.js
            npm pack --silent >/dev/null && npm install --global --silent ./from-npm-1.0.0.tgz
            cd /tmp/p && python3 - <<'WHEEL'
            import zipfile
            with zipfile.ZipFile("from_pip-1.0-py3-none-any.whl", "w") as z:
                i = "from_pip-1.0.dist-info/"
                z.writestr("from_pip.py", "def main():\n    print('pip')\n")
                z.writestr(i + "METADATA", "Metadata-Version: 2.1\nName: from-pip\nVersion: 1.0\n")
                z.writestr(i + "WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
                z.writestr(i + "entry_points.txt", "[console_scripts]\nfrom-pip = from_pip:main\n")
                z.writestr(i + "RECORD", "")
            WHEEL
            pip install --quiet --user --no-index ./from_pip-1.0-py3-none-any.whl
            """);
        Assert.Equal("/state/tools/bin/from-npm\n/state/tools/bin/from-pip", await tools.ShellAsync("command -v from-npm; command -v from-pip"));

        var before = (await tools.Fleet.ContainersAsync())[ToolFleet.Member].Id;
        tools.Fleet.Replace("packages:", "env: {ANYTHING: else}\n    packages:");
        await tools.Fleet.UpAsync();
        Assert.NotEqual(before, (await tools.Fleet.ContainersAsync())[ToolFleet.Member].Id);
        Assert.Matches("^npm on node 2[0-9.]+\npip$", await tools.ShellAsync("from-npm; from-pip"));
    }

    [Fact]
    public async Task The_image_holds_nothing_of_the_build_and_no_way_to_become_root()
    {
        Assert.Equal("", await tools.ShellAsync("find / -xdev -type f -perm /6000 2>/dev/null || true"));
        Assert.Equal("", await tools.ShellAsync("find / -xdev \\( -name 'ca-bundle.crt' -o -path '/tmp/clawfleet*' -o -path '/var/lib/apt/lists/*_*' -o -path '/overlay*' \\) 2>/dev/null || true"));
        Assert.Equal("10000 0000000000000000 1", await tools.ShellAsync("echo $(id -u) $(sed -n 's/^CapEff:\\s*//p; s/^NoNewPrivs:\\s*//p' /proc/self/status)"));
        Assert.Equal("536870912", await tools.ShellAsync("stat -f -c '%b %S' /dev/shm | { read -r blocks size; echo $((blocks * size)); }"));
        await using var engine = new DockerEngine();
        var image = (await tools.Fleet.ContainersAsync())[ToolFleet.Member].Image;
        Assert.Equal("10000:10000", (await engine.FindImageAsync(image, Soon))!.User);
    }

    private static async Task<byte[]> ReadAsync(ClientWebSocket socket, int least)
    {
        var read = new List<byte>();
        var buffer = new byte[256];
        var clock = Stopwatch.StartNew();
        while (read.Count < least && clock.Elapsed < TimeSpan.FromSeconds(20))
        {
            var got = await socket.ReceiveAsync(buffer, Soon);
            read.AddRange(buffer.AsSpan(0, got.Count));
        }

        return [.. read];
    }
}
