namespace ClawFleet.Model.Environments;

/// <summary>
/// What <c>$VAR</c> resolves to: <c>.env</c> beside the file, overridden by the process environment, overridden by <c>--env-file</c>.
/// Owner of ClawFleet.Model implements; keeps for each variable which source it came from.
/// </summary>
public sealed class VariableSet
{
}
