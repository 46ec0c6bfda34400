using FsCheck;
using FsCheck.Fluent;
using Observability.Domain.Exchanges;
using Observability.Domain.Redaction;
using Observability.Ingest.Spool;

namespace Observability.Ingest.Tests.Spool;

public sealed class RecordCodecTests
{
    private const uint Salt = 0xC0FFEE42;

    [Fact]
    public void A_begin_comes_back_as_it_was() => Prop.ForAll(AnyBegin.ToArbitrary(), begin =>
    {
        var (header, payload) = Split(Bytes(RecordCodec.Encode(begin, 7, leftOut: null)));
        var (decoded, leftOut) = RecordCodec.DecodeBegin(header, payload);
        return Some.Describe(decoded) == Some.Describe(begin) && decoded.IsSentOnce == begin.IsSentOnce && leftOut is null && header is { Serial: 7, Kind: RecordKind.Begin };
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_end_comes_back_as_it_was() => Prop.ForAll(AnyEnd.ToArbitrary(), end =>
    {
        var (header, payload) = Split(Bytes(RecordCodec.Encode(end, -9, leftOut: null)));
        return Some.Describe(RecordCodec.DecodeEnd(header, payload)) == Some.Describe(end) && header is { Serial: -9, Kind: RecordKind.End };
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_copy_for_the_queue_is_the_same_record() => Prop.ForAll(AnyEnd.ToArbitrary(), end =>
    {
        using var record = RecordCodec.Encode(end, 1, leftOut: null);
        using var copy = record.Own();
        return Bytes(record).SequenceEqual(Bytes(copy));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_record_that_was_changed_is_never_taken_for_another()
    {
        var changes = ArbMap.Default.GeneratorFor<int>().Zip(Gen.Choose(1, 255)).ListOf();
        Prop.ForAll(AnyBegin.Zip(changes).ToArbitrary(), given =>
        {
            var (begin, edits) = given;
            var bytes = Bytes(RecordCodec.Encode(begin, 3, leftOut: null));
            var changed = bytes.ToArray();
            foreach (var (place, by) in edits)
            {
                changed[(int)((uint)place % (uint)changed.Length)] ^= (byte)by;
            }

            return changed.SequenceEqual(bytes) == Holds(changed);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_record_of_one_segment_is_none_of_another()
    {
        var bytes = Bytes(RecordCodec.Encode(Some.Begin(), 3, leftOut: null));
        Assert.NotNull(RecordHeader.Read(bytes, Salt));
        Assert.Null(RecordHeader.Read(bytes, Salt + 1));
    }

    [Fact]
    public void A_body_left_out_leaves_its_length_and_hash()
    {
        var begin = Some.Begin(body: "hello");
        var (header, payload) = Split(Bytes(RecordCodec.Encode(begin, 1, "full")));
        var (decoded, leftOut) = RecordCodec.DecodeBegin(header, payload);
        Assert.Equal("full", leftOut);
        Assert.Empty(decoded.Body.Pieces);
        Assert.Equal(5, decoded.Body.TotalBytes);
        Assert.Equal("2CF24DBA5FB0A30E26E83B2AC5B9E29E1B161E5C1FA7425E73043362938B9824", Convert.ToHexString(decoded.Body.Sha256!.Value.Span));
    }

    [Fact]
    public void A_body_that_was_not_to_be_captured_gets_no_hash()
    {
        var begin = Some.Begin() with { Body = new([], 5, null) };
        var (header, payload) = Split(Bytes(RecordCodec.Encode(begin, 1, "full")));
        var body = RecordCodec.DecodeBegin(header, payload).Begin.Body;
        Assert.Equal((5L, null), (body.TotalBytes, body.Sha256));
    }

    [Fact]
    public void A_queued_record_loses_its_body_as_one_that_was_never_queued()
    {
        var begin = Some.Begin();
        var end = Some.End(begin.Id);
        foreach (var (whole, bare) in new[]
        {
            (RecordCodec.Encode(begin, 7, leftOut: null), RecordCodec.Encode(begin, 7, "full")),
            (RecordCodec.Encode(end, 7, leftOut: null), RecordCodec.Encode(end, 7, "full")),
        })
        {
            using var queued = whole.Own();
            Assert.Equal(Bytes(bare), Bytes(RecordCodec.WithoutBody(queued, "full")));
            whole.Dispose();
        }
    }

    [Fact]
    public void A_bare_end_fits_the_room_its_begin_reserved()
    {
        var longWords = new string('安', 5000);
        var end = Some.End(Guid.CreateVersion7(), new string('x', 5000)) with { Error = longWords, NotKeptReason = longWords };
        using var bare = RecordCodec.Encode(end, 1, LeftOut.DiskTrouble);
        Assert.InRange(bare.Length, 1, SpoolBudget.EndReserve);
    }

    // Any UTF-16, lone surrogates and NUL included.
    private static Gen<string> AnyText => ArbMap.Default.GeneratorFor<char>().ArrayOf().Select(c => new string(c));

    private static Gen<string?> MaybeText => Gen.OneOf(AnyText.Select(t => (string?)t), Gen.Constant<string?>(null));

    private static Gen<BodyPieces> AnyBody =>
        from pieces in ArbMap.Default.GeneratorFor<byte[]>().Where(b => b is { Length: > 0 }).ListOf()
        from beyond in Gen.Choose(0, 1)
        select new BodyPieces(
            [.. pieces.Select(p => new ReadOnlyMemory<byte>(p))],
            pieces.Sum(p => p.Length) + beyond,
            beyond == 0 ? (ReadOnlyMemory<byte>?)null : new byte[32]);

    private static Gen<StoredHeaders> AnyHeaders =>
        from lines in AnyText.Zip(AnyText).ListOf()
        from dropped in Gen.Choose(0, int.MaxValue)
        select new StoredHeaders([.. lines.Select(l => KeyValuePair.Create(l.Item1, l.Item2))], dropped);

    [Fact]
    public void Records_of_version_1_are_read_as_they_were_meant()
    {
        var id = Guid.CreateVersion7();
        var begin = new PayloadWriter();
        begin.Number(630_000_000_000_000_000);
        begin.Id(id);
        begin.Id(id);
        foreach (var text in new[] { "openai", "openai", "POST", "/v1/chat/completions", "anna", "Anna", "chat-7", null, null })
        {
            begin.Text(text);
        }

        begin.Number(0);
        begin.Number(0);
        begin.Number(0);
        begin.Text(null);
        begin.Number(2);
        begin.Number(0);
        var (decoded, leftOut) = RecordCodec.DecodeBegin(Header(RecordKind.Begin, id), Payload(begin, "{}"u8));
        Assert.Null(leftOut);
        Assert.Equal(("anna", "chat-7", 2L), (decoded.Labels.User, decoded.Labels.Session, decoded.Body.TotalBytes));
        Assert.Equal("{}"u8.ToArray(), decoded.Body.Pieces[0].ToArray());
        Assert.Null(decoded.Labels.UserEmail);
        Assert.Empty(decoded.Labels.UserGroups);

        var end = new PayloadWriter();
        end.Optional(200);
        end.Number(0);
        end.Number(0);
        end.Number((long)ExchangeOutcome.Completed);
        end.Text(null);
        end.Text(null);
        end.Optional(null);
        end.Optional(5);
        end.Number(9);
        end.Number(1);
        end.Bytes([]);
        end.Number(2);
        end.Number(0);
        var ended = RecordCodec.DecodeEnd(Header(RecordKind.End, id), Payload(end, "ok"u8));
        Assert.Equal((200, Alterations.None, 9L, 2L), (ended.Status, ended.Alterations, ended.Timings.LastByte.Ticks, ended.Body.TotalBytes));
    }

    private static RecordHeader Header(RecordKind kind, Guid id) => new(kind, Copy: false, 0, 1, id, 0, Version: 1);

    private static byte[] Payload(PayloadWriter fields, ReadOnlySpan<byte> body) => [.. fields.Array[RecordHeader.Size..fields.Length], .. body];

    private static Gen<TimeSpan> AnySpan => ArbMap.Default.GeneratorFor<long>().Select(ticks => new TimeSpan(ticks));

    private static Gen<TimeSpan?> MaybeSpan => Gen.OneOf(AnySpan.Select(t => (TimeSpan?)t), Gen.Constant<TimeSpan?>(null));

    private static Gen<BeginRecord> AnyBegin =>
        from id in ArbMap.Default.GeneratorFor<Guid>()
        from ticks in ArbMap.Default.GeneratorFor<DateTime>()
        from words in AnyText.ListOf(4)
        from labels in MaybeText.ListOf(10)
        from groups in AnyText.ListOf()
        from source in Gen.Elements<IdentitySource?>(null, IdentitySource.Header, IdentitySource.JwtRejected)
        from properties in AnyText.Zip(AnyText).ListOf()
        from headers in AnyHeaders
        from body in AnyBody
        from replayOf in ArbMap.Default.GeneratorFor<Guid?>()
        from redaction in AnyRedaction
        from once in ArbMap.Default.GeneratorFor<bool>()
        select new BeginRecord(
            id, new(ticks.Ticks, TimeSpan.Zero), id, id, words[0], words[1], words[2], words[3],
            new(labels[0], labels[1], labels[2], labels[3], labels[4], properties.DistinctBy(p => p.Item1).ToDictionary(p => p.Item1, p => p.Item2, StringComparer.Ordinal))
            {
                UserEmail = labels[5],
                UserRole = labels[6],
                UserSource = source,
                UserGroups = [.. groups],
                MessageId = labels[7],
                UserMessageId = labels[8],
                ParentMessageId = labels[9],
            },
            headers, body)
        {
            ReplayOf = replayOf,
            IsSentOnce = once,
            Redaction = redaction,
        };

    private static Gen<EndRecord> AnyEnd =>
        from id in ArbMap.Default.GeneratorFor<Guid>()
        from status in ArbMap.Default.GeneratorFor<int?>()
        from headers in AnyHeaders
        from body in AnyBody
        from outcome in Gen.Elements(Enum.GetValues<ExchangeOutcome>())
        from words in MaybeText.ListOf(2)
        from spans in MaybeSpan.ListOf(2)
        from known in AnySpan.ListOf(2)
        from chunks in ArbMap.Default.GeneratorFor<byte[]>()
        from redaction in AnyRedaction
        from alterations in Gen.Choose(0, 63)
        select new EndRecord(id, status, headers, body, outcome, words[0], words[1], new(spans[0], spans[1], known[0], known[1], new(chunks)))
        {
            Alterations = (Alterations)alterations,
            Retries = alterations / 7,
            Redaction = redaction,
        };

    private static Gen<Redacted?> AnyRedaction =>
        from mode in Gen.Choose(0, 3)
        from emails in Gen.Choose(0, 3)
        from reason in MaybeText
        from facts in ArbMap.Default.GeneratorFor<byte[]>()
        select mode == 0 ? null : new Redacted((RedactionMode)mode)
        {
            Masked = emails == 0 ? null : MaskedCounts.Parse($$"""{"email":{{emails}}}"""),
            Reason = reason,
            Facts = facts,
        };

    private static byte[] Bytes(EncodedRecord record)
    {
        var buffers = new List<ReadOnlyMemory<byte>>();
        record.Gather(buffers, Salt);
        return [.. buffers.SelectMany(b => b.ToArray())];
    }

    private static (RecordHeader Header, ReadOnlyMemory<byte> Payload) Split(byte[] record)
    {
        var header = RecordHeader.Read(record, Salt);
        Assert.NotNull(header);
        return (header.Value, record.AsMemory(RecordHeader.Size));
    }

    private static bool Holds(byte[] record) =>
        RecordHeader.Read(record, Salt) is { } header && header.RecordLength == record.Length && header.PayloadCrc == Crc32C.Of(record.AsSpan(RecordHeader.Size));
}
