namespace ClawFleet.Hosting;

/// <summary>A page that one of a member's tools serves.</summary>
/// <param name="Name">The tool, such as <c>gui</c>.</param>
/// <param name="Url">Its address on the host.</param>
public sealed record ToolPage(string Name, string Url);
