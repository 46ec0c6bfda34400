using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Observability.Dashboard.Exchanges;

namespace Observability.Dashboard.Conversations;

/// <summary>The address of one conversation: its session, which is any text, and a place in it.</summary>
/// <param name="Session">Session or chat id.</param>
/// <param name="Place">What of it.</param>
public sealed record ConversationUrl(string Session, ConversationPlace Place)
{
    private const string Path = "/conversations/";

    /// <summary>Reads an address; a place that cannot be read is left out.</summary>
    public static ConversationUrl Parse(Uri address)
    {
        var values = QueryHelpers.ParseQuery(address.Query);
        var path = address.AbsolutePath;
        return new(
            Uri.UnescapeDataString(path.StartsWith(Path, StringComparison.Ordinal) ? path[Path.Length..] : ""),
            new(
                Guid.TryParse(One("turn"), out var turn) ? turn : null,
                int.TryParse(One("first"), NumberStyles.None, CultureInfo.InvariantCulture, out var first) ? first : null,
                One("before") is { } before ? ExchangeCursor.Parse(before) : null));

        string? One(string name) => values.TryGetValue(name, out var given) ? given[0] : null;
    }

    /// <summary>The address, path included.</summary>
    public override string ToString()
    {
        var parts = new List<string>(3);
        if (Place.Through is { } turn)
        {
            parts.Add($"turn={turn}");
        }

        if (Place.First is { } first)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"first={first}"));
        }

        if (Place.Before is { } before)
        {
            parts.Add($"before={before}");
        }

        var path = Path + Uri.EscapeDataString(Session);
        return parts.Count == 0 ? path : $"{path}?{string.Join('&', parts)}";
    }

    /// <summary>The address of the conversation of this session, from its end, or at the turn of an exchange.</summary>
    public static string Of(string session, Guid? turn) => new ConversationUrl(session, ConversationPlace.End with { Through = turn }).ToString();
}
