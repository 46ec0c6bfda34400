using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Observability.Domain.Exchanges;
using Observability.Domain.Redaction;
using Observability.Domain.Tests.Formats;

namespace Observability.Domain.Tests.Redaction;

/// <summary>The detectors on recorded traffic of many providers: what is there is found, what is planted is found, and nothing else is touched.</summary>
public sealed class MaskedCorpusTests
{
    // Looked at by a person and found to be what they were taken for: SHA-256 of each, the first eight bytes.
    private static readonly HashSet<string> Genuine = ["436f71b1d2690a92", "d3833aca614c4610", "a28583fa6bb7d643"];

    [Fact]
    public void At_least_95_of_100_findings_are_what_they_were_taken_for()
    {
        var found = WireCorpus.LoadOrSkip().SelectMany(r => new[] { r.Exchange.RequestBody, r.Exchange.ResponseBody }).SelectMany(Found).ToList();
        var wrong = found.Where(f => !Genuine.Contains(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(f)).AsSpan(0, 8)))).ToList();
        Assert.True(found.Count >= 6, $"{found.Count} found");
        Assert.True(wrong.Count * 20 <= found.Count, string.Join('\n', wrong));
    }

    [Fact]
    public void At_least_99_of_100_planted_secrets_are_covered_up()
    {
        int planted = 0, missed = 0;
        var secrets = Secrets.All;
        foreach (var recorded in WireCorpus.LoadOrSkip())
        {
            foreach (var body in new[] { recorded.Exchange.RequestBody, recorded.Exchange.ResponseBody })
            {
                var secret = secrets[planted % secrets.Count];
                if (Plant(body.Span, secret) is { } with && BodyMask.Of(with, null, isCut: false) is { } masked)
                {
                    planted++;
                    missed += masked.Bytes.Span.IndexOf(Inside(secret)) >= 0 ? 1 : 0;
                }
            }
        }

        Assert.True(planted > 1000, $"{planted} planted");
        Assert.True(missed * 100 <= planted, $"{missed} of {planted} missed");
    }

    [Fact]
    public void What_a_body_says_in_numbers_is_read_the_same_when_it_is_covered_up()
    {
        foreach (var recorded in WireCorpus.LoadOrSkip())
        {
            var captured = recorded.ToCaptured();
            var planted = captured with { Request = Planted(captured.Request), Response = Planted(captured.Response) };
            if (Covered(planted.Request) is { } request && Covered(planted.Response) is { } response)
            {
                var (before, after) = (Numbers(planted), Numbers(planted with { Request = request, Response = response }));
                Assert.True(before == after, $"{recorded.Id}\n{before}\n{after}");
            }
        }
    }

    private static CapturedBody Planted(CapturedBody body) =>
        Plant(body.Bytes.Span, Secrets.Emails[0]) is { } planted ? new(planted, planted.Length, null) : body;

    private static CapturedBody? Covered(CapturedBody body) =>
        BodyMask.Of(body.Bytes, null, isCut: false) is { } masked ? new(masked.Bytes, masked.Bytes.Length, null) : null;

    private static string Numbers(CapturedExchange captured)
    {
        var row = ExchangeReader.Read(captured).Row;
        return JsonSerializer.Serialize(new
        {
            row.Format,
            row.Endpoint,
            row.ModelRequested,
            row.ModelServed,
            row.Outcome,
            row.Stream,
            row.FinishReason,
            row.ErrorCode,
            row.ServiceTier,
            row.UsageExtras,
            row.UsageSource,
            row.Pricing,
            row.CostUsd,
            row.StatedCostUsd,
            row.Messages,
            row.ToolsOffered,
            row.Images,
            Tokens = row.UsageSource == Observability.Domain.Formats.UsageSource.Provider
                ? (long?[])[row.InputTokens, row.OutputTokens, row.CacheReadTokens, row.CacheWriteTokens, row.ReasoningTokens] : [],
        });
    }

    private static IEnumerable<string> Found(ReadOnlyMemory<byte> body)
    {
        if (BodyMask.Of(body, null, isCut: false) is not { } masked)
        {
            yield break;
        }

        for (var i = 0; i < body.Length; i++)
        {
            if (body.Span[i] != masked.Bytes.Span[i])
            {
                var end = i + 1;
                while (end < body.Length && masked.Bytes.Span[end] is (byte)'*' or (byte)']' or (>= (byte)'a' and <= (byte)'z'))
                {
                    end++;
                }

                yield return Encoding.UTF8.GetString(body.Span[i..end]);
                i = end;
            }
        }
    }

    // Behind the first word of the first text; null where there is no text.
    private static byte[]? Plant(ReadOnlySpan<byte> body, string secret)
    {
        foreach (var name in (string[])["\"content\":\"", "\"content\": \"", "\"text\":\"", "\"text\": \"", "\"input\":\"", "\"input\": \"", "\"prompt\":\"", "\"message\": \""])
        {
            if (body.IndexOf(Encoding.UTF8.GetBytes(name)) is >= 0 and var at)
            {
                at += name.Length;
                return [.. body[..at], .. Inside(secret), (byte)' ', .. body[at..]];
            }
        }

        return null;
    }

    private static byte[] Inside(string text) => JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes.ToArray();
}
