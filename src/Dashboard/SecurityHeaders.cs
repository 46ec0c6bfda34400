namespace Observability.Dashboard;

/// <summary>The headers every answer carries, error pages included, and the refusal of circuits opened from other sites.</summary>
internal static class SecurityHeaders
{
    /// <summary>
    /// Nothing is loaded from anywhere but here. Style attributes are allowed because Radzen positions its popups and columns
    /// with them; style elements and scripts in the page are not.
    /// </summary>
    public const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
        + "connect-src 'self'; form-action 'self'; base-uri 'self'; object-src 'none'; frame-ancestors 'none'";

    /// <summary>They, by their names.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Headers { get; } =
    [
        new("Content-Security-Policy", ContentSecurityPolicy),
        new("X-Content-Type-Options", "nosniff"),
        new("X-Frame-Options", "DENY"),
        new("Referrer-Policy", "no-referrer"),
        new("Cross-Origin-Opener-Policy", "same-origin"),
        new("Cross-Origin-Resource-Policy", "same-origin"),
        new("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        new("X-DNS-Prefetch-Control", "off"),
        new("Cache-Control", "no-store"),
    ];

    /// <summary>Adds the headers to every answer that has not set its own, as late as possible: an error page clears what was set before.</summary>
    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(static state =>
        {
            var response = (HttpResponse)state;
            foreach (var (name, value) in Headers)
            {
                response.Headers.TryAdd(name, value);
            }

            if (response.HttpContext.Request.IsHttps)
            {
                response.Headers.TryAdd("Strict-Transport-Security", "max-age=31536000");
            }

            return Task.CompletedTask;
        }, context.Response);
        return next(context);
    });

    /// <summary>Refuses circuits that another site's page tries to open with the visitor's cookie: browsers don't apply CORS to WebSockets.</summary>
    public static IApplicationBuilder UseSameOriginCircuits(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (IsCircuit(context.Request) && !context.Request.Headers.Origin.All(origin => IsOurs(origin, context.Request)))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        }

        return next(context);
    });

    /// <summary>Whether a request belongs to a circuit. Routes are found in any case of their letters, so this is, too.</summary>
    public static bool IsCircuit(HttpRequest request) => request.Path.StartsWithSegments("/_blazor", StringComparison.OrdinalIgnoreCase);

    // Behind a proxy that ends TLS and is not trusted to say so, a page of https comes here by http: only the host can be compared.
    private static bool IsOurs(string? origin, HttpRequest request) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var from)
        && from.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase)
        && (!request.IsHttps || from.Scheme == Uri.UriSchemeHttps);
}
