namespace ClawFleet.Hosting;

/// <summary>A plan is made for another place than this machine's engine.</summary>
/// <param name="Simulated">Members with <c>simulate: missing</c> are simulated; else upstream's image is taken to be there, since no engine is asked.</param>
/// <param name="SecretsFollow">Secrets that are not set are written there by hand, later.</param>
public sealed record Elsewhere(bool Simulated, bool SecretsFollow = false);
