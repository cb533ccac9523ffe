using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace ClawFleet.Dashboard.Web;

/// <summary>A file of the page, out of this program itself.</summary>
internal sealed class PageAsset(string path, string file, string type)
{
    private readonly byte[] _content = Read(file);

    public static PageAsset[] All { get; } =
    [
        new("/", "index.html", "text/html; charset=utf-8"),
        new("/app.css", "app.css", "text/css; charset=utf-8"),
        new("/dom.js", "dom.js", "text/javascript; charset=utf-8"),
        new("/pages.js", "pages.js", "text/javascript; charset=utf-8"),
        new("/app.js", "app.js", "text/javascript; charset=utf-8"),
    ];

    public string Path => path;

    public async Task WriteAsync(HttpContext context)
    {
        context.Response.ContentType = type;
        await context.Response.BodyWriter.WriteAsync(_content, context.RequestAborted).ConfigureAwait(false);
    }

    private static byte[] Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not in this program");
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
