using System.Text;

namespace ClawFleet.Runtimes.Native;

/// <summary>Writes <c>.env</c> files that both dotenv libraries and a POSIX shell read the same way.</summary>
public static class DotEnvWriter
{
    /// <exception cref="FormatException">A name is not a variable's name, or a value holds a NUL.</exception>
    public static string Write(IEnumerable<KeyValuePair<string, string>> variables)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in variables)
        {
            if (name.Length == 0 || char.IsAsciiDigit(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            {
                throw new FormatException($"{name} is not a variable's name");
            }

            text.Append(name).Append('=').Append(Quote(name, value)).Append('\n');
        }

        return text.ToString();
    }

    private static string Quote(string name, string value)
    {
        if (value.Contains('\0'))
        {
            throw new FormatException($"{name} holds a NUL character");
        }

        if (value.Length > 0 && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '/' or ':' or '@' or '%' or '+' or ',' or '='))
        {
            return value;
        }

        // Single quotes keep everything literally; only a quote itself or a line feed needs the double ones.
        if (!value.Contains('\'') && !value.Contains('\n') && !value.Contains('\r'))
        {
            return $"'{value}'";
        }

        var escaped = value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("$", "\\$", StringComparison.Ordinal).Replace("`", "\\`", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal);
        return $"\"{escaped}\"";
    }
}
