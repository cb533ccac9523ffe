using System.Globalization;
using System.Text;
using ClawFleet.Engine.Errors;
using ClawFleet.Engine.Http;
using ClawFleet.Engine.Streams;
using ClawFleet.Engine.Wire;

namespace ClawFleet.Engine.Exec;

/// <summary><c>/exec</c> of the Engine API: a further program in a running container.</summary>
internal sealed class ExecCalls(EngineHttp http)
{
    private static readonly TimeSpan ExitCodePoll = TimeSpan.FromMilliseconds(5);

    public async Task<ExecResult> RunAsync(string container, ExecSpec spec, CancellationToken ct)
    {
        var doing = Doing(container, spec);
        var id = await CreateAsync(container, spec with { AttachStdin = false }, doing, ct).ConfigureAwait(false);
        var output = new BoundedText(spec.MaxOutputBytes);
        var errors = new BoundedText(spec.MaxOutputBytes);
        var body = EngineHttp.Json(new WireExecStart(Detach: false, spec.Tty), WireJson.Default.WireExecStart);
        await using (var stream = await http.StreamAsync(HttpMethod.Post, $"/exec/{id}/start", body, doing, ct).ConfigureAwait(false))
        {
            await foreach (var chunk in OutputFrames.ReadAsync(stream, framed: !spec.Tty, () => Lost(doing, ct), ct).ConfigureAwait(false))
                (chunk.Stream == OutputStream.Stderr ? errors : output).Append(chunk.Data.Span);
        }
        return new ExecResult(await ExitCodeAsync(id, doing, ct).ConfigureAwait(false), output.ToString(), errors.ToString());
    }

    public async Task<ExecSession> AttachAsync(string container, ExecSpec spec, CancellationToken ct)
    {
        var doing = Doing(container, spec);
        var id = await CreateAsync(container, spec, doing, ct).ConfigureAwait(false);
        var body = EngineHttp.Json(new WireExecStart(Detach: false, spec.Tty), WireJson.Default.WireExecStart);
        var connection = await HijackedConnection.OpenAsync(http, $"/exec/{id}/start", body, doing, ct).ConfigureAwait(false);
        return new AttachedExec(this, http, id, spec.Tty, connection, doing);
    }

    public Task ResizeAsync(string id, int columns, int rows, CancellationToken ct) =>
        http.PostAsync(new Query($"/exec/{id}/resize").Add("w", Number(columns)).Add("h", Number(rows)).ToString(), null, "resize the terminal", ct);

    /// <summary>The exit code. The engine notes it a moment after the output has ended, so it may have to be asked more than once.</summary>
    public async Task<int> ExitCodeAsync(string id, string doing, CancellationToken ct)
    {
        while (true)
        {
            var exec = await http.GetAsync($"/exec/{id}/json", WireJson.Default.WireExec, doing, ct).ConfigureAwait(false);
            if (!exec.Running && exec.ExitCode is { } code)
                return code;
            await Task.Delay(ExitCodePoll, ct).ConfigureAwait(false);
        }
    }

    public Exception Lost(string doing, CancellationToken ct) => EngineErrors.FromTransport(doing, new EndOfStreamException(), http.Connector, ct);

    private async Task<string> CreateAsync(string container, ExecSpec spec, string doing, CancellationToken ct)
    {
        var body = new WireExecCreate(spec.Command, spec.AttachStdin, AttachStdout: true, AttachStderr: true, spec.Tty, spec.User, spec.WorkingDirectory,
            spec.Environment.Count > 0 ? [.. spec.Environment.Select(v => $"{v.Key}={v.Value}")] : null);
        var answer = await http.PostAsync($"/containers/{Query.Segment(container)}/exec", body, WireJson.Default.WireExecCreate, WireJson.Default.WireId, doing, ct).ConfigureAwait(false);
        return answer.Id ?? throw EngineErrors.NotUnderstood(doing, null);
    }

    /// <summary>The program's name only: its arguments may hold what must not be shown.</summary>
    private static string Doing(string container, ExecSpec spec) => $"run {(spec.Command.Count > 0 ? spec.Command[0] : "nothing")} in container {container}";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The first bytes of an output, up to a bound.</summary>
    private sealed class BoundedText(int limit)
    {
        private readonly ByteBuffer _bytes = new();

        public void Append(ReadOnlySpan<byte> more) => _bytes.Append(more[..Math.Min(more.Length, limit - _bytes.Length)]);

        public override string ToString() => Encoding.UTF8.GetString(_bytes.Span);
    }
}
