using System.Text.RegularExpressions;

namespace ClawFleet.Model.Validation;

/// <summary>
/// What may be asked of a package manager: a name and a version, as each writes them. No path, address, option or character that a shell would act on:
/// the names end up on a command line that runs as root while an image is being built.
/// </summary>
internal static partial class PackageNames
{
    public static bool IsApt(string text) => Apt().IsMatch(text);

    public static bool IsNpm(string text) => Npm().IsMatch(text);

    public static bool IsPip(string text) => Pip().IsMatch(text);

    // Debian Policy, 5.6.1 (names) and 5.6.12 (versions).
    [GeneratedRegex(@"\A[a-z0-9][a-z0-9+.-]{1,100}(=[0-9][A-Za-z0-9.+:~-]{0,100})?\z")]
    private static partial Regex Apt();

    // npm's package.json rules for names; a version, a dist-tag, or a caret or tilde range.
    [GeneratedRegex(@"\A(@[a-z0-9][a-z0-9._-]{0,100}/)?[a-z0-9][a-z0-9._-]{0,200}(@[\^~]?[A-Za-z0-9][A-Za-z0-9._+-]{0,100})?\z")]
    private static partial Regex Npm();

    // PEP 508 names and extras; one exact, compatible or least version.
    [GeneratedRegex(@"\A[A-Za-z0-9]([A-Za-z0-9._-]{0,100}[A-Za-z0-9])?(\[[A-Za-z0-9]+([,._-][A-Za-z0-9]+)*\])?((==|>=|~=)[0-9][A-Za-z0-9.+!]{0,100})?\z")]
    private static partial Regex Pip();
}
