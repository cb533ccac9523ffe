using System.Globalization;

namespace ClawFleet.Simulator;

/// <summary>
/// Reads a command line the way both upstream programs do (clap): <c>--name value</c>, <c>--name=value</c>, <c>-n value</c>, <c>-nvalue</c>;
/// whatever it does not know ends the program with exit code 2.
/// </summary>
internal sealed class ArgumentReader(string[] args)
{
    private int _next;
    private string? _attached;

    /// <summary>Name of the current option, or the current positional word.</summary>
    public string Current { get; private set; } = "";

    public bool IsOption => Current.StartsWith('-');

    public bool Read()
    {
        if (_attached is not null) throw new StartRefusedException($"error: unexpected value '{_attached}' for '{Current}' found; no more were expected", 2);
        if (_next >= args.Length) return false;
        var word = args[_next++];
        if (word.StartsWith("--", StringComparison.Ordinal) && word.IndexOf('=', StringComparison.Ordinal) is var at and > 0) (Current, _attached) = (word[..at], word[(at + 1)..]);
        else if (word.Length > 2 && word[0] == '-' && word[1] != '-') (Current, _attached) = (word[..2], word[2..].TrimStart('='));
        else Current = word;
        return true;
    }

    /// <summary>The value of the current option.</summary>
    public string Value()
    {
        if (_attached is { } attached)
        {
            _attached = null;
            return attached;
        }
        if (_next >= args.Length || (args[_next].StartsWith('-') && args[_next].Length > 1))
            throw new StartRefusedException($"error: a value is required for '{Current} <VALUE>' but none was supplied", 2);
        return args[_next++];
    }

    public int Port()
    {
        var text = Value();
        return ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? port
            : throw new StartRefusedException($"error: invalid value '{text}' for '{Current} <PORT>': not a number in 0..=65535", 2);
    }

    public StartRefusedException Unexpected() => new(
        IsOption ? $"error: unexpected argument '{Current}' found" : $"error: unrecognized subcommand '{Current}'", 2);
}
