using System.Globalization;

namespace Observability.Dashboard.Languages;

/// <summary>A language the pages can be read in.</summary>
/// <param name="Code">Its tag, as in <c>lang="…"</c>, in the cookie and in the names of the resource files.</param>
/// <param name="OwnName">Its name in itself: who cannot read the page must still find it.</param>
public sealed record Language(string Code, string OwnName)
{
    /// <summary>What everybody gets whose languages are not spoken here.</summary>
    public static Language English { get; } = new("en", "English");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Language> All { get; } = [English, new("es", "Español"), new("zh-Hans", "简体中文")];

    /// <summary>The one that texts are in now: on a page its reader's, elsewhere English.</summary>
    public static Language Current => Named(CultureInfo.CurrentUICulture.Name) ?? English;

    /// <summary>The one with this tag, in any spelling of its letters; null when there is none.</summary>
    public static Language? Named(string? code) => All.FirstOrDefault(l => l.Code.Equals(code, StringComparison.OrdinalIgnoreCase));
}
