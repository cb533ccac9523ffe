using System.Collections.Immutable;

namespace ClawFleet.Observer.Recording;

/// <summary>A line of a container's output, understood as far as it can be.</summary>
/// <param name="Severity">OTLP's severity number; 0 when the line does not say.</param>
/// <param name="SeverityText">The line's own word for it, or empty.</param>
/// <param name="Body">Its message, without ANSI escapes.</param>
/// <param name="Attributes">The other fields of a line that is a JSON object.</param>
internal sealed record ConsoleLine(int Severity, string SeverityText, string Body, ImmutableArray<KeyValuePair<string, string>> Attributes);
