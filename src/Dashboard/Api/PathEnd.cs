using Microsoft.AspNetCore.Http.Features;

namespace Observability.Dashboard.Api;

/// <summary>A name at the end of a path that may hold anything, a slash included.</summary>
internal static class PathEnd
{
    /// <summary>The name as it was meant. Routing leaves an escaped slash escaped; only the target as it came tells it from a name that really has a percent sign.</summary>
    /// <param name="routed">What routing made of it.</param>
    /// <param name="after">What stands before it in the path, slashes included.</param>
    /// <param name="context">The request.</param>
    public static string Exactly(string routed, string after, HttpContext context) =>
        routed.Contains('%', StringComparison.Ordinal) && context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0] is var target
        && target.IndexOf(after, StringComparison.Ordinal) is > 0 and var at
            ? Uri.UnescapeDataString(target[(at + after.Length)..])
            : routed;
}
