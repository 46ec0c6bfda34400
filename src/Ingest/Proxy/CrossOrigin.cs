using System.Collections.Frozen;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Observability.Domain;

namespace Observability.Ingest.Proxy;

/// <summary>Lets pages of chosen origins call the proxy: Open WebUI's direct connections are made by the browser.</summary>
/// <remarks>
/// A preflight carries no key, reaches no upstream and leaves no row. To a chosen origin the upstream's own answer about origins is replaced:
/// it was meant for others. Credentials of the browser (cookies) are never allowed; Open WebUI sends its key as a header.
/// </remarks>
internal sealed class CrossOrigin
{
    private const string Variable = "OBSERVABILITY_CORS_ORIGINS";
    private const string Methods = "GET, HEAD, POST, PUT, PATCH, DELETE";
    private const string OurIds = "X-Observability-Id, Helicone-Id";

    // Chromium keeps a preflight for two hours at most.
    private const string KeptSeconds = "7200";

    private readonly FrozenSet<string> _origins;
    private readonly bool _isForAll;

    private CrossOrigin(IReadOnlyList<string> origins)
    {
        _isForAll = origins.Contains("*");
        _origins = origins.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Whether any origin is allowed.</summary>
    public bool IsOn => _origins.Count > 0;

    /// <summary>Reads <c>OBSERVABILITY_CORS_ORIGINS</c>: exact origins parted by commas, or <c>*</c>; null or empty allows none.</summary>
    /// <exception cref="SettingException">One of them is not an origin.</exception>
    public static CrossOrigin Parse(string? setting) =>
        new([.. (setting ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Origin)]);

    /// <summary>Answers a preflight, or has <paramref name="next"/> answer with the headers the browser asks for.</summary>
    public Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        var origin = context.Request.Headers.Origin.ToString();
        if (origin.Length == 0 || !(_isForAll || _origins.Contains(origin)) || TargetOf(context) is not { Kind: RouteKind.Versioned or RouteKind.Named })
        {
            return next(context);
        }

        if (IsPreflight(context.Request))
        {
            Allow(context, origin);
            return Task.CompletedTask;
        }

        // Last of all, over whatever the upstream said or we say in an error.
        context.Response.OnStarting(() =>
        {
            Share(context.Response.Headers, origin);
            return Task.CompletedTask;
        });
        return next(context);
    }

    private static string Origin(string text)
    {
        if (text == "*")
        {
            return text;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url is { PathAndQuery: "/", Fragment: "", UserInfo: "" } && !text.Contains('*')
            ? $"{url.Scheme}://{url.IdnHost}{(url.IsDefaultPort ? "" : $":{url.Port}")}"
            : throw new SettingException($"{Variable} has '{text}'; each must be an origin such as https://chat.example.com (scheme, host and port, no path), or * for every one.");
    }

    private static RawTarget TargetOf(HttpContext context) =>
        RawTarget.Parse(context.Request.Method, context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);

    private static bool IsPreflight(HttpRequest request) =>
        HttpMethods.IsOptions(request.Method)
        && !StringValues.IsNullOrEmpty(request.Headers.AccessControlRequestMethod)
        && request.ContentLength is null or 0
        && request.Headers.TransferEncoding.Count == 0;

    private void Allow(HttpContext context, string origin)
    {
        var (asked, answer) = (context.Request.Headers, context.Response.Headers);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        Share(answer, origin);
        answer.AccessControlAllowMethods = Methods;
        answer.AccessControlMaxAge = KeptSeconds;
        // Named one by one, for "*" leaves Authorization out.
        answer.AccessControlAllowHeaders = asked.AccessControlRequestHeaders is { Count: > 0 } names ? names : "authorization, content-type";
        answer.Append(HeaderNames.Vary, HeaderNames.AccessControlRequestHeaders);
        if (!_isForAll && asked.ContainsKey("Access-Control-Request-Private-Network"))
        {
            // A page of the internet that calls a proxy in the house: its origin must be allowed by name.
            answer["Access-Control-Allow-Private-Network"] = "true";
        }
    }

    private void Share(IHeaderDictionary answer, string origin)
    {
        answer.AccessControlAllowOrigin = _isForAll ? "*" : origin;
        answer.Remove(HeaderNames.AccessControlAllowCredentials);
        answer.AccessControlExposeHeaders = answer.AccessControlExposeHeaders is { Count: > 0 } theirs ? $"{theirs}, {OurIds}" : OurIds;
        if (!_isForAll)
        {
            answer.Append(HeaderNames.Vary, HeaderNames.Origin);
        }
    }
}
