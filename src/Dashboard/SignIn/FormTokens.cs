using Microsoft.AspNetCore.Antiforgery;
using Observability.Dashboard.Api;

namespace Observability.Dashboard.SignIn;

/// <summary>Whatever changes something and answers to the cookie demands the token of a form of ours; a route need not say so, and cannot forget it.</summary>
internal static class FormTokens
{
    /// <summary>Refuses a form without its token. Not of the API, which no cookie opens for changes, nor of circuits, which have the check of the origin.</summary>
    public static IApplicationBuilder UseFormTokens(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        if (IsForm(context.Request) && !await HasTokenAsync(context))
        {
            throw new BadHttpRequestException("The form's token is missing, foreign or too old.");
        }

        await next(context);
    });

    private static async Task<bool> HasTokenAsync(HttpContext context)
    {
        try
        {
            return await context.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context);
        }
        catch (AntiforgeryValidationException)
        {
            // What cannot be read as a form, such as one with a NUL in it.
            return false;
        }
    }

    private static bool IsForm(HttpRequest request) =>
        !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method) || HttpMethods.IsTrace(request.Method))
        && !ApiRoutes.Covers(request) && !SecurityHeaders.IsCircuit(request) && request.HttpContext.GetEndpoint() is not null;
}
