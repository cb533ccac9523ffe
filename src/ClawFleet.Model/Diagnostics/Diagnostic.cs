namespace ClawFleet.Model.Diagnostics;

public enum Severity { Warning, Error }

/// <summary>A place in a text file; line and column count from 1, columns in UTF-16 units. Length is 0 when only the point is known.</summary>
public readonly record struct SourceSpan(string File, int Line, int Column, int Length);

/// <summary>One fault a user can mend: a stable code, the exact place, what is wrong, why, and the change that mends it.</summary>
/// <param name="Code">Stable, such as <c>CF0102</c>; docs/diagnostics.md lists them.</param>
/// <param name="Severity">An error stops the command (exit 3); a warning does not.</param>
/// <param name="Span">Where; null when the fault has no place in a file.</param>
/// <param name="What">One sentence without a full stop.</param>
/// <param name="Why">One sentence, or null when <paramref name="What"/> says it all.</param>
/// <param name="Remedy">One sentence: what to write instead.</param>
/// <param name="SourceLine">The text of the line, for the caret display; secrets in it are masked.</param>
public sealed record Diagnostic(string Code, Severity Severity, SourceSpan? Span, string What, string? Why, string? Remedy, string? SourceLine = null);
