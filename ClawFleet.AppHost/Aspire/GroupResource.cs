namespace ClawFleet.AppHost.Aspire;

/// <summary>Stands for several resources on Aspire's page; runs nothing.</summary>
internal sealed class GroupResource(string name) : Resource(name);
