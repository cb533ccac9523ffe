using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting.Execution;

/// <summary>How messages speak of a container. They always go with the member's name, so its own container needs none.</summary>
internal static class ContainerWords
{
    extension(ContainerPlan plan)
    {
        /// <summary>Empty for a member's own container, <c>its sidecar db </c> for another.</summary>
        public string Subject => plan.Role == ContainerRole.Member ? "" : $"its sidecar {plan.ShortName} ";

        /// <summary>A sidecar's name within its member.</summary>
        private string ShortName
        {
            get
            {
                var at = plan.Name.IndexOf($"-{plan.Member}-", StringComparison.Ordinal);
                return at < 0 ? plan.Name : plan.Name[(at + plan.Member.Length + 2)..];
            }
        }
    }
}
