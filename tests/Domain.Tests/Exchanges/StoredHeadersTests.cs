using FsCheck;
using FsCheck.Fluent;
using Observability.Domain.Exchanges;

namespace Observability.Domain.Tests.Exchanges;

public sealed class StoredHeadersTests
{
    [Fact]
    public void Headers_come_back_as_they_went_in_byte_for_byte()
    {
        // What an HTTP parser lets through: token names, and values of any Latin-1 character but line ends and NUL.
        var name = Gen.Elements('a', 'Z', '0', '-', '_', '.').NonEmptyListOf().Select(string.Concat);
        var value = Gen.Choose(1, 255).Where(c => c is not (10 or 13)).Select(c => (char)c).ListOf().Select(string.Concat);
        var headers = name.Zip(value).ListOf().Zip(Gen.Choose(0, 50)).ToArbitrary();
        Prop.ForAll(headers, h =>
        {
            var stored = new StoredHeaders([.. h.Item1.Select(l => KeyValuePair.Create(l.Item1, l.Item2))], h.Item2);
            var read = StoredHeaders.Decode(stored.Encode());
            return read.Lines.SequenceEqual(stored.Lines) && read.Dropped == stored.Dropped;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_header_is_found_in_any_case_and_the_first_one_counts()
    {
        var headers = new StoredHeaders([new("X-Request-Id", "a"), new("x-request-id", "b")], 0);
        Assert.Equal("a", headers["x-REQUEST-id"]);
        Assert.Null(headers["x-request"]);
    }

    [Fact]
    public void Damaged_storage_is_survived()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => StoredHeaders.Decode(bytes).Lines.Count <= bytes.Length).QuickCheckThrowOnFailure();
        Assert.Empty(StoredHeaders.Decode([]).Lines);
    }
}
