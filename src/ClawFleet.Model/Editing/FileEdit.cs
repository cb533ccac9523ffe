using System.Collections.Immutable;
using ClawFleet.Model.Diagnostics;

namespace ClawFleet.Model.Editing;

/// <summary>One change of a text, and the way back.</summary>
/// <param name="Start">Index of the first character that changes.</param>
/// <param name="Removed">What stands there before.</param>
/// <param name="Inserted">What stands there after.</param>
public sealed record FileEdit(int Start, string Removed, string Inserted)
{
    /// <exception cref="ArgumentException">The text is another one.</exception>
    public string Apply(string text) => Replace(text, Removed, Inserted);

    /// <exception cref="ArgumentException">The text is not the changed one.</exception>
    public string Revert(string text) => Replace(text, Inserted, Removed);

    /// <summary>The lines that change, <c>-</c> before those that go and <c>+</c> before those that come; secrets are masked.</summary>
    public ImmutableArray<string> Lines(string text)
    {
        var before = text.Split('\n');
        var after = Apply(text).Split('\n');
        var above = before.Zip(after).TakeWhile(pair => pair.First.TrimEnd('\r') == pair.Second.TrimEnd('\r')).Count();
        var below = before.Skip(above).Reverse().Zip(after.Skip(above).Reverse()).TakeWhile(pair => pair.First == pair.Second).Count();
        return [.. Between(before).Select(l => "- " + l), .. Between(after).Select(l => "+ " + l)];

        IEnumerable<string> Between(string[] lines) => lines[above..^below].Select(l => SecretMask.MaskByKey(l.TrimEnd('\r')));
    }

    private string Replace(string text, string old, string with) =>
        Start + old.Length <= text.Length && text.AsSpan(Start, old.Length).SequenceEqual(old)
            ? string.Concat(text.AsSpan(0, Start), with, text.AsSpan(Start + old.Length))
            : throw new ArgumentException("The text is not the one that the change was made for.", nameof(text));
}
