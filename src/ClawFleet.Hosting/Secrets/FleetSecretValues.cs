using ClawFleet.Model.Documents;
using ClawFleet.Model.Environments;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting;

/// <summary>The values of a fleet's secrets: literals of the file, variables, and those the host makes and keeps.</summary>
public sealed class FleetSecretValues : ISecretValues
{
    private readonly FleetDocument _document;
    private readonly VariableSet _variables;
    private readonly GeneratedSecretStore _generated;

    /// <param name="options">Where the generated ones are kept.</param>
    public FleetSecretValues(FleetDocument document, VariableSet variables, FleetHostOptions options)
    {
        _document = document;
        _variables = variables;
        _generated = new GeneratedSecretStore(new FleetStateFolder(options.StateRoot, document.Name));
    }

    /// <inheritdoc/>
    public string Get(SecretPlan secret) => secret.Origin switch
    {
        SecretOrigin.Generated => _generated.GetOrCreate(secret.Name, secret.Text),
        SecretOrigin.Literal => _document.GetLiteral(secret.Text) ?? throw new SecretUnavailableException($"{secret.Text} has no value in {_document.Path}"),
        _ => Expand(secret),
    };

    private string Expand(SecretPlan secret)
    {
        if (_variables.TryExpand(secret.Text, out var value, out var missing))
        {
            return value;
        }

        throw new SecretUnavailableException(missing.IsDefaultOrEmpty
            ? $"the value of {secret.Name} in {_document.Path} is malformed; write $NAME or ${{NAME}}"
            : $"{string.Join(" and ", missing.Select(m => "$" + m))} {(missing.Length == 1 ? "is" : "are")} not set; put it into .env beside {_document.Path}, or export it");
    }
}
