using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Observability.Dashboard.Conversations;

/// <summary>A place between two conversations: when the last one seen was last heard of, and its session.</summary>
/// <param name="LastAt">Start of its last exchange.</param>
/// <param name="Session">Its session.</param>
public sealed record ConversationCursor(DateTimeOffset LastAt, string Session)
{
    /// <summary>The text in URLs: microseconds since 1970 and the session in base64.</summary>
    public override string ToString() =>
        $"{(LastAt - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond:x}_{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Session))}";

    /// <summary>Reads what <see cref="ToString"/> wrote; null when it is something else.</summary>
    public static ConversationCursor? Parse(string text)
    {
        var parts = text.Split('_', 2);
        if (parts.Length != 2
            || !long.TryParse(parts[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var micros)
            || micros is < 0 or >= 253402300800000000
            || !Base64Url.IsValid(parts[1]))
        {
            return null;
        }

        // PostgreSQL takes no zero byte, and no session has one.
        var session = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1]));
        return session.Contains('\0', StringComparison.Ordinal) ? null : new(DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond), session);
    }
}
