using System.Collections.Immutable;

namespace ClawFleet.EndToEnd.Orchestration;

/// <summary>What a tiny member runs.</summary>
internal sealed record TinyProgram(ImmutableArray<string> Command)
{
    private const string Server = """
        $| = 1; $SIG{TERM} = sub { exit 0 };
        my $s = IO::Socket::INET->new(LocalPort => 8080, Listen => 64, ReuseAddr => 1) or die "no port";
        print "listening\n";
        while (1) {
            my $c = $s->accept or next;
            my $l = <$c>;
            if (-e "/tmp/hang") { sleep 30 }
            print $c -e "/tmp/sick" ? "HTTP/1.1 503 Sick\r\nContent-Length: 0\r\n\r\n" : "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
            close $c;
        }
        """;

    /// <summary>Answers <c>/health</c> on 8080: 503 while <c>/tmp/sick</c> is there.</summary>
    public static TinyProgram Healthy { get; } = new(["perl", "-MIO::Socket::INET", "-e", Server]);

    /// <summary>Runs and answers nothing.</summary>
    public static TinyProgram Silent { get; } = Shell("trap 'exit 0' TERM; echo 'still thinking'; while :; do sleep 0.1; done");

    public static TinyProgram ExitsWith(int code) => Shell($"echo 'cannot go on' >&2; exit {code}");

    public static TinyProgram Shell(string script) => new(["/bin/sh", "-c", script]);
}
