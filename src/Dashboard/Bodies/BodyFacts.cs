using System.Text;
using MediatR;
using Npgsql;

namespace Observability.Dashboard.Bodies;

/// <summary>What kind of thing a body is, so far as its first bytes and its content type say.</summary>
public enum BodyKind
{
    /// <summary>There is no body.</summary>
    Empty,

    /// <summary>One JSON value.</summary>
    Json,

    /// <summary>A stream of events.</summary>
    Events,

    /// <summary>A stream of JSON values, one a line.</summary>
    Lines,

    /// <summary>Any other text.</summary>
    Text,

    /// <summary>No text.</summary>
    Binary,

    /// <summary>Coded in a way that is not undone here.</summary>
    Unreadable,
}

/// <summary>What is known of a body before any of it is shown; null when retention dropped it.</summary>
/// <param name="Place">The body.</param>
[Requires(Access.Read, Bodies = true)]
public sealed record LookAtBody(BodyPlace Place) : IRequest<BodyFacts?>;

/// <summary>What is known of a body before any of it is shown.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Kept">Bytes that are stored, as they crossed the wire.</param>
/// <param name="Length">Bytes once its content coding is undone: what all offsets count.</param>
/// <param name="ContentType">As it was sent; null when none was.</param>
/// <param name="Coding">Its content coding; null when none.</param>
/// <param name="IsWhole">False when it could not be decoded to its end.</param>
public sealed record BodyFacts(BodyKind Kind, long Kept, long Length, string? ContentType, string? Coding, bool IsWhole)
{
    /// <summary>What <paramref name="head"/> and a content type show a body to be.</summary>
    public static BodyKind KindOf(ReadOnlySpan<byte> head, string? contentType)
    {
        if (head.IsEmpty)
        {
            return BodyKind.Empty;
        }

        if (!LooksLikeText(head))
        {
            return BodyKind.Binary;
        }

        var start = head.StartsWith("\uFEFF"u8) ? head[3..] : head;
        start = start.TrimStart(" \t\r\n"u8);
        if (Says("event-stream") || start.StartsWith("data:"u8) || start.StartsWith("event:"u8))
        {
            return BodyKind.Events;
        }

        return Says("ndjson") || Says("jsonl") || Says("json-stream") || Says("json-seq") ? BodyKind.Lines
            : start is [(byte)'{' or (byte)'[', ..] ? BodyKind.Json
            : BodyKind.Text;

        bool Says(string type) => contentType?.Contains(type, StringComparison.OrdinalIgnoreCase) == true;
    }

    // NUL bytes or mostly unreadable: pictures, audio, protobuf. A lone bad byte inside text is shown as U+FFFD.
    private static bool LooksLikeText(ReadOnlySpan<byte> head)
    {
        var strange = 0;
        foreach (var b in head)
        {
            if (b == 0)
            {
                return false;
            }

            // Colours of a terminal are text.
            strange += b is < 32 and not ((byte)'\n' or (byte)'\r' or (byte)'\t' or 0x1B) or 127 ? 1 : 0;
        }

        return strange * 20 <= head.Length && Encoding.UTF8.GetString(head).Count(c => c == '\uFFFD') * 10 <= head.Length;
    }
}

internal sealed class LookAtBodyHandler(NpgsqlDataSource database, Caller caller) : IRequestHandler<LookAtBody, BodyFacts?>
{
    public async Task<BodyFacts?> Handle(LookAtBody request, CancellationToken cancellationToken)
    {
        if (await BodyReader.FindAsync(database, caller.ProjectId, request.Place, cancellationToken) is not { } body)
        {
            return null;
        }

        var (type, coding) = (body.Headers["Content-Type"], body.Coding is { Length: > 0 } named ? named : null);
        if (body.Kept == 0 || !body.IsReadable)
        {
            return new(body.Kept == 0 ? BodyKind.Empty : BodyKind.Unreadable, body.Kept, body.Kept, type, coding, true);
        }

        var head = await body.HeadAsync(cancellationToken);
        var (length, whole) = await body.MeasureAsync(cancellationToken);
        return new(head.Length == 0 ? BodyKind.Unreadable : BodyFacts.KindOf(head, type), body.Kept, length, type, coding, whole);
    }
}
