using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace Observability.Dashboard.Languages;

/// <summary>Which language a reader gets: the one chosen in the page, else the first that the browser asks for, else English.</summary>
internal static class LanguageChoice
{
    /// <summary>Name of the cookie, written by js/language.js.</summary>
    public const string Cookie = "language";

    /// <summary>Answers in the reader's language. Circuits inherit it from the request that opened them.</summary>
    /// <remarks>
    /// Only the texts change: numbers and dates stay those of the invariant culture (docs/decisions/0013). Async on purpose: what an
    /// async method changes of its context ends with it, so that the connection's next request does not begin in this one's language.
    /// </remarks>
    public static IApplicationBuilder UseReadersLanguage(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(Of(context.Request).Code);
        await next(context);
    });

    /// <summary>The language of <paramref name="request"/>.</summary>
    public static Language Of(HttpRequest request) =>
        Language.Named(request.Cookies[Cookie])
        ?? request.GetTypedHeaders().AcceptLanguage.Where(wanted => wanted.Quality != 0).OrderByDescending(wanted => wanted.Quality ?? 1)
            .Select(Spoken).FirstOrDefault(l => l is not null)
        ?? Language.English;

    // By the language alone: es-MX reads es, and to readers of zh-TW simplified characters are nearer than English.
    private static Language? Spoken(StringWithQualityHeaderValue wanted)
    {
        var tag = wanted.Value.AsSpan();
        var language = tag.IndexOf('-') is var end and >= 0 ? tag[..end] : tag;
        foreach (var spoken in Language.All)
        {
            if (language.Equals(spoken.Code.AsSpan(0, 2), StringComparison.OrdinalIgnoreCase))
            {
                return spoken;
            }
        }

        return null;
    }
}
