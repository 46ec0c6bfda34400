using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace Observability.Dashboard.Api;

/// <summary>The query of a list of users or models, as text: each error is told in words instead of being ignored.</summary>
internal sealed record UsageParameters(
    [property: FromQuery, Description("Started at or after, ISO 8601; UTC when no offset is given. Default 30 days before to.")] string? From,
    [property: FromQuery, Description("Started before, ISO 8601; UTC when no offset is given. Default now.")] string? To,
    [property: FromQuery, Description("Rows, 1 to 500; default 50.")] string? Limit,
    [property: FromQuery, Description("next_cursor of the page before.")] string? Cursor)
{
    private const int UsualDays = 30;
    private const int DefaultLimit = 50;
    private const int MaxLimit = 500;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text of a cursor that goes on after <paramref name="name"/>; null when there is nothing to go on with.</summary>
    public static string? CursorAfter(string? name) => name is null ? null : WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(name));

    /// <summary>The page asked for, or what is wrong with which parameter.</summary>
    public bool TryRead(DateTimeOffset now, [NotNullWhen(true)] out UsagePage? page, [NotNullWhen(false)] out string? problem)
    {
        page = null;
        var limit = DefaultLimit;
        string? after = null;
        if (!ExchangeListParameters.TryTime("from", From, out var from, out problem) || !ExchangeListParameters.TryTime("to", To, out var to, out problem))
        {
            return false;
        }

        if (Limit is not null && (!int.TryParse(Limit, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MaxLimit))
        {
            problem = $"limit is '{Limit}'; it must be a whole number from 1 to {MaxLimit}.";
            return false;
        }

        if (Cursor is { Length: > 0 } && !TryDecode(Cursor, out after))
        {
            problem = "cursor is not one that this API gave: use the next_cursor of the page before, unchanged.";
            return false;
        }

        var until = to ?? now;
        page = new(from ?? until.AddDays(-UsualDays), until, after, limit);
        return true;
    }

    private static bool TryDecode(string cursor, out string? after)
    {
        try
        {
            after = StrictUtf8.GetString(WebEncoders.Base64UrlDecode(cursor));
            return !after.Contains('\0', StringComparison.Ordinal);
        }
        catch (Exception e) when (e is FormatException or DecoderFallbackException)
        {
            after = null;
            return false;
        }
    }
}

/// <summary>A page of users or models.</summary>
/// <param name="From">Started at or after.</param>
/// <param name="To">Started before.</param>
/// <param name="After">The last name of the page before; null = from the start.</param>
/// <param name="Limit">Rows at most.</param>
internal sealed record UsagePage(DateTimeOffset From, DateTimeOffset To, string? After, int Limit);
