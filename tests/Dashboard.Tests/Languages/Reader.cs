using System.Globalization;

namespace Observability.Dashboard.Tests.Languages;

/// <summary>Somebody who reads the product in a language.</summary>
internal static class Reader
{
    /// <summary>What <paramref name="work"/> gives in this language. Async, so that the language ends with it.</summary>
    public static async Task<T> ReadsAsync<T>(string language, Func<Task<T>> work)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        return await work();
    }
}
