using System.Globalization;
using Observability.Domain.Audit;

namespace Observability.Dashboard.Audit;

/// <summary>Which entries of the audit log are wanted.</summary>
public sealed record AuditFilter
{
    /// <summary>Ends a <see cref="What"/> that stands for everything of one noun: <c>key.*</c>.</summary>
    public const string Anything = ".*";

    /// <summary>Only of this account or key, by its whole name; null = of anybody.</summary>
    public string? Who { get; init; }

    /// <summary>Only this: an action such as <c>key.revoked</c>, or all of a noun, <c>key.*</c>; null = whatever it is.</summary>
    public string? What { get; init; }

    /// <summary>Only about this thing, by its id; null = about anything.</summary>
    public string? Subject { get; init; }

    /// <summary>At or after; null = from the beginning.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before; null = until now.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Keeps what is wanted.</summary>
    internal IQueryable<AuditEntry> Keep(IQueryable<AuditEntry> entries)
    {
        if (Who is { } who)
        {
            entries = entries.Where(a => a.Who == who);
        }

        if (What is { } what)
        {
            var noun = what.EndsWith(Anything, StringComparison.Ordinal) ? what[..^1] : null;
            entries = noun is null ? entries.Where(a => a.What == what) : entries.Where(a => a.What.StartsWith(noun));
        }

        if (Subject is { } subject)
        {
            entries = entries.Where(a => a.Subject == subject);
        }

        if (From?.ToUniversalTime() is { } from)
        {
            entries = entries.Where(a => a.At >= from);
        }

        return To?.ToUniversalTime() is { } to ? entries.Where(a => a.At < to) : entries;
    }
}

/// <summary>A place in the audit log: the last entry that was told.</summary>
/// <param name="At">Its time.</param>
/// <param name="Id">Its id.</param>
public sealed record AuditCursor(DateTimeOffset At, Guid Id)
{
    /// <summary>The text in addresses: microseconds since 1970 in hex and the id.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(At - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond:x}_{Id:N}");

    /// <summary>Reads what <see cref="ToString"/> wrote; null when it is something else.</summary>
    public static AuditCursor? Parse(string text) =>
        text.Split('_') is [var micros, var id]
        && long.TryParse(micros, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var at) && at is >= 0 and < 253402300800000000
        && Guid.TryParseExact(id, "N", out var known)
            ? new(DateTimeOffset.UnixEpoch.AddTicks(at * TimeSpan.TicksPerMicrosecond), known)
            : null;
}
