using System.Security.Cryptography;
using Observability.Domain.Exchanges;
using Observability.Domain.Redaction;

namespace Observability.Ingest.Spool;

/// <summary>BEGIN and END as payloads: fields first, the body's bytes last.</summary>
internal static class RecordCodec
{
    // An END without body, headers and chunks stays below SpoolBudget.EndReserve with an error cut to this.
    private const int BareErrorLength = 200;

    private static readonly Timings NoTimings = new(Connect: null, FirstByte: null, TimeSpan.Zero, TimeSpan.Zero, ChunkTimeline.None);

    /// <summary>The record of <paramref name="begin"/>; without its body when <paramref name="leftOut"/> says why.</summary>
    public static EncodedRecord Encode(BeginRecord begin, long serial, string? leftOut)
    {
        var fields = new PayloadWriter();
        fields.Number(begin.StartedAt.UtcTicks);
        fields.Id(begin.ProjectId);
        fields.Id(begin.KeyId);
        fields.Text(begin.Upstream);
        fields.Text(begin.Family);
        fields.Text(begin.Method);
        fields.Text(begin.Target);
        Write(ref fields, begin.Labels);
        Write(ref fields, begin.Headers);
        fields.Text(leftOut);
        fields.Text(begin.ReplayOf?.ToString());
        Write(ref fields, begin.Redaction, isBare: false);
        var body = Write(ref fields, begin.Body, leftOut);
        return new(new(RecordKind.Begin, Copy: false, 0, serial, begin.Id, 0) { IsSentOnce = begin.IsSentOnce }, fields, body, bare: leftOut is not null);
    }

    /// <summary>The record of <paramref name="end"/>; without body, headers and chunks when <paramref name="leftOut"/> says why.</summary>
    public static EncodedRecord Encode(EndRecord end, long serial, string? leftOut)
    {
        var fields = new PayloadWriter();
        fields.Optional(end.Status);
        Write(ref fields, leftOut is null ? end.Headers : StoredHeaders.None);
        fields.Number((long)end.Outcome);
        fields.Text(leftOut is not null && end.Error?.Length > BareErrorLength ? end.Error[..BareErrorLength] : end.Error);
        fields.Text(leftOut ?? end.NotKeptReason);
        fields.Number((long)end.Alterations);
        fields.Number(end.Retries);
        fields.Optional(end.Timings.Connect?.Ticks);
        fields.Optional(end.Timings.FirstByte?.Ticks);
        fields.Number(end.Timings.LastByte.Ticks);
        fields.Number(end.Timings.Overhead.Ticks);
        fields.Bytes(leftOut is null ? end.Timings.Chunks.Encoded.Span : []);
        Write(ref fields, end.Redaction, isBare: leftOut is not null);
        var body = Write(ref fields, end.Body, leftOut);
        return new(new(RecordKind.End, Copy: false, 0, serial, end.Id, 0), fields, body, bare: leftOut is not null);
    }

    /// <summary>The same record again without its body, of one that borrows nothing.</summary>
    public static EncodedRecord WithoutBody(EncodedRecord whole, string leftOut)
    {
        var (header, payload) = (whole.Header, whole.OwnPayload);
        return header.Kind == RecordKind.Begin
            ? Encode(DecodeBegin(header, payload).Begin, header.Serial, leftOut)
            : Encode(DecodeEnd(header, payload), header.Serial, leftOut);
    }

    /// <summary>What <c>Encode</c> was given, and why the body was left out (null when it was not).</summary>
    public static (BeginRecord Begin, string? LeftOut) DecodeBegin(RecordHeader header, ReadOnlyMemory<byte> payload)
    {
        var fields = new PayloadReader(payload);
        var begin = new BeginRecord(
            header.Id,
            new DateTimeOffset(fields.Number(), TimeSpan.Zero),
            fields.Id(),
            fields.Id(),
            fields.RequiredText(),
            fields.RequiredText(),
            fields.RequiredText(),
            fields.RequiredText(),
            ReadLabels(ref fields, header.Version),
            ReadHeaders(ref fields),
            BodyPieces.None)
        {
            IsSentOnce = header.IsSentOnce,
        };
        var leftOut = fields.Text();
        var replayOf = header.Version < 3 ? null : fields.Text();
        var redaction = ReadRedaction(ref fields, header.Version);
        return (begin with { ReplayOf = replayOf is null ? null : Guid.Parse(replayOf), Redaction = redaction, Body = ReadBody(ref fields) }, leftOut);
    }

    /// <summary>What <c>Encode</c> was given; a body left out shows in <see cref="EndRecord.NotKeptReason"/>.</summary>
    public static EndRecord DecodeEnd(RecordHeader header, ReadOnlyMemory<byte> payload)
    {
        var fields = new PayloadReader(payload);
        var end = new EndRecord(
            header.Id,
            (int?)fields.Optional(),
            ReadHeaders(ref fields),
            BodyPieces.None,
            (ExchangeOutcome)fields.Number(),
            fields.Text(),
            fields.Text(),
            NoTimings)
        {
            Alterations = header.Version < 2 ? Alterations.None : (Alterations)fields.Number(),
            Retries = header.Version < 2 ? 0 : (int)fields.Number(),
        };
        var timings = new Timings(
            Span(fields.Optional()), Span(fields.Optional()), new(fields.Number()), new(fields.Number()), new(fields.Bytes()));
        return end with { Timings = timings, Redaction = ReadRedaction(ref fields, header.Version), Body = ReadBody(ref fields) };
    }

    private static TimeSpan? Span(long? ticks) => ticks is { } known ? new TimeSpan(known) : null;

    private static void Write(ref PayloadWriter fields, Labels labels)
    {
        fields.Text(labels.User);
        fields.Text(labels.UserName);
        fields.Text(labels.Session);
        fields.Text(labels.Task);
        fields.Text(labels.PromptId);
        fields.Number(labels.Properties.Count);
        foreach (var (name, value) in labels.Properties)
        {
            fields.Text(name);
            fields.Text(value);
        }

        fields.Text(labels.UserEmail);
        fields.Text(labels.UserRole);
        fields.Optional((long?)labels.UserSource);
        fields.Text(labels.MessageId);
        fields.Text(labels.UserMessageId);
        fields.Text(labels.ParentMessageId);
        fields.Number(labels.UserGroups.Count);
        foreach (var group in labels.UserGroups)
        {
            fields.Text(group);
        }
    }

    // Version 1 ended after the properties.
    private static Labels ReadLabels(ref PayloadReader fields, int version)
    {
        var labels = new Labels(fields.Text(), fields.Text(), fields.Text(), fields.Text(), fields.Text(), ReadProperties(ref fields));
        return version < 2 ? labels : labels with
        {
            UserEmail = fields.Text(),
            UserRole = fields.Text(),
            UserSource = (IdentitySource?)fields.Optional(),
            MessageId = fields.Text(),
            UserMessageId = fields.Text(),
            ParentMessageId = fields.Text(),
            UserGroups = ReadTexts(ref fields),
        };
    }

    private static IReadOnlyDictionary<string, string> ReadProperties(ref PayloadReader fields)
    {
        var count = fields.Count();
        if (count == 0)
        {
            return Labels.None.Properties;
        }

        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            properties[fields.RequiredText()] = fields.RequiredText();
        }

        return properties;
    }

    private static List<string> ReadTexts(ref PayloadReader fields)
    {
        var count = fields.Count();
        var texts = new List<string>();
        for (var i = 0; i < count; i++)
        {
            texts.Add(fields.RequiredText());
        }

        return texts;
    }

    private static void Write(ref PayloadWriter fields, StoredHeaders headers)
    {
        fields.Number(headers.Dropped);
        fields.Number(headers.Lines.Count);
        foreach (var (name, value) in headers.Lines)
        {
            fields.Text(name);
            fields.Text(value);
        }
    }

    private static StoredHeaders ReadHeaders(ref PayloadReader fields)
    {
        var dropped = fields.Count();
        var count = fields.Count();
        var lines = new List<KeyValuePair<string, string>>();
        for (var i = 0; i < count; i++)
        {
            lines.Add(new(fields.RequiredText(), fields.RequiredText()));
        }

        return new(lines, dropped);
    }

    private static void Write(ref PayloadWriter fields, Redacted? redaction, bool isBare)
    {
        fields.Number(redaction is null ? 0 : (long)redaction.Mode);
        if (redaction is not null)
        {
            fields.Text(redaction.Masked?.ToJson());
            fields.Text(redaction.Reason);
            fields.Bytes(isBare ? [] : redaction.Facts.Span);
        }
    }

    // Version 3 knew none.
    private static Redacted? ReadRedaction(ref PayloadReader fields, int version) =>
        version < 4 || fields.Number() is not (> 0 and var mode) ? null : new((RedactionMode)mode)
        {
            Masked = fields.Text() is { } masked ? MaskedCounts.Parse(masked) : null,
            Reason = fields.Text(),
            Facts = fields.Bytes(),
        };

    private static IReadOnlyList<ReadOnlyMemory<byte>> Write(ref PayloadWriter fields, BodyPieces body, string? leftOut)
    {
        // A body left out is known by its hash, as a truncated one is; one that was not to be captured is not known at all.
        var sha256 = body.Sha256 ?? (leftOut is not null && body.Pieces.Count > 0 ? Hash(body.Pieces) : (ReadOnlyMemory<byte>?)null);
        fields.Number(body.TotalBytes);
        fields.Number(sha256 is null ? 0 : 1);
        if (sha256 is { } hash)
        {
            fields.Bytes(hash.Span);
        }

        return leftOut is null ? body.Pieces : [];
    }

    private static BodyPieces ReadBody(ref PayloadReader fields)
    {
        var total = fields.Number();
        ReadOnlyMemory<byte>? sha256 = fields.Number() == 0 ? (ReadOnlyMemory<byte>?)null : fields.Bytes();
        return new(fields.Rest.IsEmpty ? [] : [fields.Rest], total, sha256);
    }

    private static ReadOnlyMemory<byte> Hash(IReadOnlyList<ReadOnlyMemory<byte>> pieces)
    {
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var piece in pieces)
        {
            sha256.AppendData(piece.Span);
        }

        return sha256.GetHashAndReset();
    }
}
