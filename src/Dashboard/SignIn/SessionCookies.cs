using Microsoft.AspNetCore.Authentication.Cookies;

namespace Observability.Dashboard.SignIn;

/// <summary>Gives cookies that came by https the prefix <c>__Host-</c>: no other host, no path and no plain http can set or read one of that name.</summary>
/// <remarks>Over http, which is for loopback, browsers refuse that prefix. A cookie of the one name is never taken for the other.</remarks>
internal sealed class SessionCookies : ICookieManager
{
    private const string Prefix = "__Host-";
    private readonly ChunkingCookieManager _cookies = new();

    /// <summary>The name that a cookie has in this request.</summary>
    public static string NameIn(HttpRequest request, string name) => request.IsHttps ? Prefix + name : name;

    public string? GetRequestCookie(HttpContext context, string key) => _cookies.GetRequestCookie(context, NameIn(context.Request, key));

    public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options) =>
        _cookies.AppendResponseCookie(context, NameIn(context.Request, key), value, options);

    public void DeleteCookie(HttpContext context, string key, CookieOptions options) =>
        _cookies.DeleteCookie(context, NameIn(context.Request, key), options);
}
