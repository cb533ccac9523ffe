using System.Collections.Immutable;
using System.Globalization;
using ClawFleet.Model.Parsing;

namespace ClawFleet.Model.Diagnostics;

/// <summary>Collects the faults of one run. Source lines are added at the end, when every secret on them is known.</summary>
internal sealed class DiagnosticBag
{
    private readonly List<Diagnostic> _all = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly HashSet<string> _errors = new(StringComparer.Ordinal);

    public bool HasErrors { get; private set; }

    public bool HasErrorAt(SourceSpan span) => _errors.Contains(PlaceOf(span));

    /// <summary>Whether the errors at that place are all of one code.</summary>
    public bool HasOnly(string code, SourceSpan span) => HasErrorAt(span) && _all.TrueForAll(d => d.Severity != Severity.Error || d.Code == code || PlaceOf(d.Span) != PlaceOf(span));

    public void Error(string code, SourceSpan? span, string what, string? why, string? remedy) => Add(new(code, Severity.Error, span, what, why, remedy));

    public void Warning(string code, SourceSpan? span, string what, string? why, string? remedy) => Add(new(code, Severity.Warning, span, what, why, remedy));

    public void Add(Diagnostic diagnostic)
    {
        // An aliased or shared value is read once for each use; its fault is told once.
        if (_seen.Add($"{diagnostic.Code}\0{PlaceOf(diagnostic.Span)}\0{diagnostic.What}"))
        {
            _all.Add(diagnostic);
            if (diagnostic.Severity == Severity.Error)
            {
                HasErrors = true;
                _errors.Add(PlaceOf(diagnostic.Span));
            }
        }
    }

    /// <summary>In the order of the file, those without a place last.</summary>
    public ImmutableArray<Diagnostic> ToImmutable(SourceText? source, SecretMask mask)
        => _all.Count == 0 ? [] : [.. _all
            .Select(d => source is not null && d.SourceLine is null && d.Span is { } span && span.File == source.Path && source.Line(span.Line) is { } line
                ? d with { SourceLine = mask.Apply(span.Line, line) }
                : d)
            .OrderBy(d => d.Span is null)
            .ThenBy(d => d.Span?.Line ?? 0)
            .ThenBy(d => d.Span?.Column ?? 0)
            .ThenBy(d => d.Code, StringComparer.Ordinal)];

    private static string PlaceOf(SourceSpan? span) => span is { } place ? string.Create(CultureInfo.InvariantCulture, $"{place.Line}:{place.Column}:{place.File}") : "";
}
