namespace ClawFleet.Model.Validation;

/// <summary>Names of environment variables.</summary>
internal static class VariableNames
{
    public static bool IsValid(string name) => name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-');
}
