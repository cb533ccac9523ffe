using System.Globalization;
using ClawFleet.Model.Diagnostics;
using ClawFleet.Model.Parsing;

namespace ClawFleet.Model.Catalogue;

/// <summary>Reads the small files that describe what ClawFleet carries.</summary>
internal abstract class EntryReader(SourceText source) : KeyReader(new DiagnosticBag())
{
    /// <summary>The map at the top of the file; null when there is none, which is a fault.</summary>
    protected YamlMapping? Root(string what, string remedy)
    {
        var tree = YamlTree.Parse(source, Faults);
        if (tree is YamlMapping root)
        {
            return root;
        }

        if (!Faults.HasErrors)
        {
            Fault(source.Span(1, 1, 0), what, remedy);
        }

        return null;
    }

    /// <returns>What was read, when it was read without a fault.</returns>
    /// <exception cref="InvalidDataException">There were faults; one line for each.</exception>
    protected T Whole<T>(T? read)
        where T : class
    {
        if (read is null || Faults.HasErrors)
        {
            throw new InvalidDataException(string.Join('\n', Faults.ToImmutable(source, new SecretMask()).Select(Line)));
        }

        return read;

        static string Line(Diagnostic d) => string.Create(CultureInfo.InvariantCulture, $"{d.Span!.Value.File}:{d.Span.Value.Line}:{d.Span.Value.Column}: {d.What}; {d.Remedy}");
    }
}
