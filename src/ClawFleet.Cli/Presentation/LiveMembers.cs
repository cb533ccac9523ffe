using System.Text;
using ClawFleet.Cli.Terminal;
using ClawFleet.Hosting;

namespace ClawFleet.Cli.Presentation;

/// <summary>
/// Progress on a terminal: one line for each member, drawn over itself, and one above them for images and whatever is no member's. Warnings go above and stay;
/// a member's failure shows in its line, and whoever called shows it whole at the end. Gone without a trace when disposed.
/// </summary>
internal sealed class LiveMembers : IFleetProgress
{
    private static readonly string[] Spinner = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
    private static readonly TimeSpan FrameTime = TimeSpan.FromMilliseconds(100);

    private readonly CliConsole _console;
    private readonly Lock _lock = new();
    private readonly List<(string Name, Row Row)> _rows = [];
    private readonly Timer _timer;
    private readonly DateTimeOffset _began = DateTimeOffset.UtcNow;
    private string? _headline;
    private int _drawn;
    private int _frame;
    private bool _disposed;

    public LiveMembers(CliConsole console)
    {
        _console = console;
        _timer = new Timer(_ => Tick(), null, FrameTime, FrameTime);
    }

    public void Report(FleetEvent value)
    {
        lock (_lock)
        {
            switch (value.Kind)
            {
                case FleetEventKind.Warning:
                case FleetEventKind.Failure when value.Member is null:
                    Erase();
                    _console.Error.WriteLine(EventLines.Text(_console.ErrorPaint, value));
                    break;
                case FleetEventKind.ImageBuild:
                    _headline = value.Member is null ? value.Text : $"{value.Member}: {value.Text}";
                    break;
                default:
                    _headline = value.Member is null ? value.Text : null;
                    if (value.Member is { } member)
                    {
                        Note(member, value);
                    }

                    break;
            }
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        lock (_lock)
        {
            _disposed = true;
            Erase();
        }
    }

    private void Note(string name, FleetEvent value)
    {
        var index = _rows.FindIndex(row => row.Name == name);
        if (index < 0)
        {
            index = _rows.Count;
            _rows.Add((name, new Row(null, "", DateTimeOffset.UtcNow, null)));
        }

        var row = _rows[index].Row;
        var state = value.Kind == FleetEventKind.Failure ? MemberState.FailedToStart : value.State ?? row.State;
        var settled = state is MemberState.Running or MemberState.FailedToStart;
        _rows[index] = (name, row with
        {
            State = state,
            Text = value.Cause is null ? value.Text : $"{value.Text} ({value.Cause})",
            Ended = settled ? DateTimeOffset.UtcNow : null,
        });
    }

    private void Tick()
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _frame++;
            Draw();
        }
    }

    private void Draw()
    {
        var width = Math.Max(20, Console.WindowWidth - 1);
        var height = Math.Max(4, Console.WindowHeight - 2);
        var text = new StringBuilder();
        MoveBack(text);
        _drawn = 0;
        if (_headline is { } headline)
        {
            AddLine(text, $"{Spinner[_frame % Spinner.Length]} {Durations.Short(DateTimeOffset.UtcNow - _began)}  {headline}", width, _console.ErrorPaint.Dim);
        }

        // A fleet larger than the screen shows those that are still on their way.
        var names = _rows.Count == 0 ? 0 : _rows.Max(row => row.Name.Length);
        var rows = _rows.Count + _drawn <= height ? _rows : [.. _rows.Where(row => row.Row.Ended is null).Take(height - _drawn)];
        foreach (var (name, row) in rows)
        {
            AddLine(text, $"{Mark(row)} {name.PadRight(names)}  {Durations.Short((row.Ended ?? DateTimeOffset.UtcNow) - row.Began),7}  {row.Text}", width, Colour(row));
        }

        _console.Error.Write(text.ToString());
    }

    private void AddLine(StringBuilder text, string line, int width, Func<string, string> colour)
    {
        text.Append("\e[2K").Append(colour(line.Length > width ? line[..width] : line)).Append('\n');
        _drawn++;
    }

    private void MoveBack(StringBuilder text)
    {
        if (_drawn > 0)
        {
            text.Append($"\e[{_drawn}F\e[J");
        }
    }

    private void Erase()
    {
        var text = new StringBuilder();
        MoveBack(text);
        _drawn = 0;
        _console.Error.Write(text.ToString());
    }

    private string Mark(Row row) => row.State switch
    {
        MemberState.Running => "✔",
        MemberState.FailedToStart => "✘",
        _ => Spinner[_frame % Spinner.Length],
    };

    private Func<string, string> Colour(Row row) => row.State is { } state ? StateColours.Colour(_console.ErrorPaint, state) : text => text;

    private sealed record Row(MemberState? State, string Text, DateTimeOffset Began, DateTimeOffset? Ended);
}
