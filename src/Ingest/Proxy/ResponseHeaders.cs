using System.Globalization;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Observability.Ingest.Proxy;

/// <summary>Carries the upstream's head over to the client.</summary>
internal static class ResponseHeaders
{
    /// <summary>Copies status, reason and headers. Returns what is wrong with a head that cannot be passed on, in words; null when all is well.</summary>
    public static string? Copy(HttpResponseMessage from, HttpContext to)
    {
        if (FramingFault(from) is { } fault)
        {
            return fault;
        }

        to.Response.StatusCode = (int)from.StatusCode;
        CopyReason(from, to);
        var dropsLength = from.Headers.NonValidated.Contains("Transfer-Encoding") || (int)from.StatusCode is 204 or < 200;
        return Copy(from.Headers.NonValidated, to.Response.Headers, dropsLength, Connection(from))
            ?? Copy(from.Content.Headers.NonValidated, to.Response.Headers, dropsLength, Connection(from));
    }

    private static string? Copy(HttpHeadersNonValidated from, IHeaderDictionary to, bool dropsLength, StringValues connection)
    {
        foreach (var (name, values) in from)
        {
            if (HopByHop.Is(name)
                || (dropsLength && name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
                || (connection.Count > 0 && HopByHop.IsNamedBy(connection, name)))
            {
                continue;
            }

            foreach (var value in values)
            {
                if (value.AsSpan().ContainsAnyInRange('\0', '\b') || value.AsSpan().ContainsAnyInRange('\n', '\x1f') || value.Contains('\x7f'))
                {
                    return $"sent a control character in the header {name}";
                }
            }

            to[name] = values.Count switch
            {
                1 => new(values.ToString()),
                // Repeated with one value (two equal lengths): the framing headers may stand once only.
                _ when name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase) => new(values.First()),
                _ => new(values.ToArray()),
            };
        }

        return null;
    }

    private static StringValues Connection(HttpResponseMessage from) =>
        from.Headers.NonValidated.TryGetValues("Connection", out var values) ? new(values.ToArray()) : StringValues.Empty;

    // HttpClient makes what it can of these and leaves the rest in the body, or the body open: behind us that would be another answer.
    private static string? FramingFault(HttpResponseMessage from)
    {
        if (from.Headers.NonValidated.TryGetValues("Transfer-Encoding", out var codings))
        {
            return codings.All(IsChunked) || codings.All(IsIdentity) ? null : "sent a Transfer-Encoding other than chunked";
        }

        if (!from.Content.Headers.NonValidated.TryGetValues("Content-Length", out var lengths))
        {
            return null;
        }

        return lengths.Count > 1 && lengths.Distinct(StringComparer.Ordinal).Skip(1).Any() ? "sent two different Content-Length headers"
            : long.TryParse(lengths.First(), NumberStyles.None, CultureInfo.InvariantCulture, out _) ? null
            : "sent a Content-Length that is no number";
    }

    private static bool IsChunked(string coding) => coding.Equals("chunked", StringComparison.OrdinalIgnoreCase);

    private static bool IsIdentity(string coding) => coding.Equals("identity", StringComparison.OrdinalIgnoreCase);

    // Kestrel keeps the usual status lines ready; only an unusual reason costs a line of its own.
    private static void CopyReason(HttpResponseMessage from, HttpContext to)
    {
        var usual = ReasonPhrases.GetReasonPhrase((int)from.StatusCode);
        if (from.ReasonPhrase is { Length: > 0 } reason && reason != usual)
        {
            to.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = reason;
        }
    }
}
