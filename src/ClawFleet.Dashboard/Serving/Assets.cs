using Microsoft.AspNetCore.Http;

namespace ClawFleet.Dashboard.Serving;

/// <summary>The style and the scripts. They hold nothing of the fleet, and the page that asks for the login needs them too.</summary>
internal static class Assets
{
    public static async Task<bool> AnswerAsync(HttpResponse response, string path)
    {
        var type = path switch
        {
            "/app.css" => "text/css; charset=utf-8",
            "/app.js" or "/morph.js" or "/theme.js" or "/windowed.js" or "/console.js" or "/trace.js" => "text/javascript; charset=utf-8",
            "/icon.svg" => "image/svg+xml",
            _ => null,
        };
        if (type is null)
            return false;
        response.ContentType = type;
        var file = typeof(Assets).Assembly.GetManifestResourceStream(path[1..])!;
        await using (file.ConfigureAwait(false))
            await file.CopyToAsync(response.Body, response.HttpContext.RequestAborted).ConfigureAwait(false);
        return true;
    }
}
