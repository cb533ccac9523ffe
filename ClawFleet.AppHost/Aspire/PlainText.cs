namespace ClawFleet.AppHost.Aspire;

/// <summary>Text as a value, so that braces in it (JSON has them) are no part of a format: how literals are escaped differs between Aspire's versions.</summary>
internal sealed class PlainText(string text) : IValueProvider, IManifestExpressionProvider
{
    public string ValueExpression => text;

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => new(text);
}
