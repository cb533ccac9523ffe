using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClawFleet.Dashboard.Pages;

/// <summary>Renders a view with its model. Views are static components: what they show is encoded by the renderer, and nothing of them stays.</summary>
internal static class HtmlPages
{
    public static async Task<string> RenderAsync<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TView, TModel>(TModel model, PageFrame frame)
        where TView : IComponent
        where TModel : class
    {
        var services = new ServiceCollection().AddSingleton(frame);
        if (typeof(TModel) != typeof(PageFrame))
            services.AddSingleton(model);
        var provider = services.BuildServiceProvider();
        await using var ofProvider = provider.ConfigureAwait(false);
        var renderer = new HtmlRenderer(provider, NullLoggerFactory.Instance);
        await using var ofRenderer = renderer.ConfigureAwait(false);
        return await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<TView>().ConfigureAwait(true)).ToHtmlString()).ConfigureAwait(false);
    }
}
