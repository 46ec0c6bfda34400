using System.Text;
using System.Text.Json.Nodes;
using Observability.Domain.Exchanges;
using Observability.Domain.Formats;
using Observability.Domain.Tests.Exchanges;
using Observability.Testing;

namespace Observability.Domain.Tests.Formats;

/// <summary>Recorded traffic of all providers, ill-treated: what was seen is kept, nothing is invented, nothing throws.</summary>
public sealed class RecordedMutationsTests
{
    // Every recording is tried; at how many places depends on how much time there is.
    private static int Places => Quick.IsOn ? 3 : 25;

    [Fact]
    public void An_answer_that_is_cut_short_keeps_what_was_seen_and_invents_nothing()
    {
        // One recording has four answers one after the other: cut, an earlier one's greater numbers are the last.
        foreach (var (recorded, format) in Readable().Where(r => r.Recorded.Id != "azure-openai-b727152d66"))
        {
            var whole = format.Read(recorded.Exchange);
            foreach (var length in Offsets(recorded.Exchange.ResponseBody.Length))
            {
                var cut = format.Read(recorded.Exchange with { ResponseBody = recorded.Exchange.ResponseBody[..length] });

                // A state (how far a pull is) changes; a text only grows.
                if (whole.Stream && cut.Stream && whole.Output.All(m => m.Role != "list"))
                {
                    Assert.True(Texts(cut).Zip(Texts(whole)).All(p => IsPrefix(p.First, p.Second)), $"{recorded.Id} cut at {length}: other text");
                    Assert.True(Calls(cut).Length <= Calls(whole).Length, $"{recorded.Id} cut at {length}: more calls");
                }

                // A number may be missing or smaller (a running count), never greater than the whole answer's:
                // but Gemini itself corrects its count of the prompt downwards in the last event.
                if (format.Name != "gemini.generate")
                {
                    AssertNoGreater(cut.Usage?.Input, whole.Usage?.Input, $"{recorded.Id} cut at {length}: input");
                }

                // And Bedrock's count of the output, in the last event, is once below the model's own.
                if (recorded.Id != "bedrock-08bd7bffce")
                {
                    AssertNoGreater(cut.Usage?.Output, whole.Usage?.Output, $"{recorded.Id} cut at {length}: output");
                }
            }
        }
    }

    [Fact]
    public void A_byte_that_was_damaged_never_costs_the_exchange()
    {
        byte[] replacements = [0x00, 0xFF, (byte)'"', (byte)'\\', (byte)'{', (byte)'}', (byte)'[', (byte)'\n', (byte)'9', (byte)'n'];
        foreach (var (recorded, format) in Readable())
        {
            var bytes = recorded.Exchange.ResponseBody.ToArray();
            var request = recorded.Exchange.RequestBody.ToArray();
            foreach (var (at, i) in Offsets(bytes.Length).Select((at, i) => (at, i)).Where(p => p.at < bytes.Length))
            {
                var original = bytes[at];
                bytes[at] = replacements[i % replacements.Length];
                _ = format.Read(recorded.Exchange with { ResponseBody = bytes });
                bytes[at] = original;
            }

            foreach (var (at, i) in Offsets(request.Length).Select((at, i) => (at, i)).Where(p => p.at < request.Length))
            {
                var original = request[at];
                request[at] = replacements[i % replacements.Length];
                _ = format.Read(recorded.Exchange with { RequestBody = request });
                request[at] = original;
            }
        }
    }

    [Fact, Trait("Fault", "F-35")]
    public void Where_the_network_cut_a_stream_into_pieces_changes_times_and_nothing_else()
    {
        var random = new Random(1);
        foreach (var (recorded, _) in Readable().Where(r => r.Recorded["is_stream"] == "1"))
        {
            var captured = recorded.ToCaptured();
            var whole = ExchangeReader.Read(captured with { Timings = captured.Timings with { Chunks = Pieces([captured.Response.Bytes.ToArray()]) } });
            var split = ExchangeReader.Read(captured with { Timings = captured.Timings with { Chunks = Pieces(WireRecording.Split(captured.Response.Bytes.ToArray(), random)) } });
            Assert.Equal(WithoutTimes(whole.Row), WithoutTimes(split.Row));
        }
    }

    [Fact]
    public void Unknown_fields_and_another_order_of_keys_change_nothing()
    {
        var tried = 0;
        foreach (var (recorded, format) in Readable())
        {
            if (recorded["framing"] == "json" && Shuffled(recorded.Exchange.ResponseBody) is { } shuffled)
            {
                tried++;
                Assert.Equal((recorded.Id, Numbers(format.Read(recorded.Exchange))), (recorded.Id, Numbers(format.Read(recorded.Exchange with { ResponseBody = shuffled }))));
            }
        }

        Assert.True(tried > 300);
    }

    [Fact]
    public void Every_case_of_the_JSON_test_suite_is_survived_by_every_format_as_request_answer_and_event()
    {
        var folder = SharedCorpora.Find("jsontestsuite/test_parsing");
        Assert.SkipWhen(folder is null, SharedCorpora.Absent);
        foreach (var body in Directory.GetFiles(folder).Select(File.ReadAllBytes))
        {
            byte[] events = [.. "data: "u8, .. body, .. "\n\n"u8];
            foreach (var format in ProviderFormats.All)
            {
                _ = format.Read(new("POST", "/v1/x", 200, "application/json", body, "application/json", body));
                _ = format.Read(new("POST", "/v1/x", 200, null, default, "text/event-stream", events));
            }
        }
    }

    private static IEnumerable<(Recorded Recorded, ProviderFormat Format)> Readable() => WireCorpus.LoadOrSkip()
        .Where(r => r.Exchange.ResponseBody.Length > 0)
        .Select(r => (r, ProviderFormats.Select("", r.Exchange)))
        .Where(p => p.Item2 is not null).Select(p => (p.r, p.Item2!));

    // Evenly spread, with the last byte.
    private static IEnumerable<int> Offsets(int length) => Enumerable.Range(0, Places).Select(i => (int)((long)length * i / Places)).Append(Math.Max(0, length - 1)).Distinct();

    private static ChunkTimeline Pieces(IEnumerable<byte[]> pieces)
    {
        var end = 0L;
        return ChunkTimeline.Encode([.. pieces.Select((piece, i) => new Chunk(TimeSpan.FromMilliseconds(i + 1), end += piece.Length))]);
    }

    private static string WithoutTimes(Exchange row)
    {
        var json = JsonNode.Parse(ExchangeReaderTests.Json(row))!.AsObject();
        foreach (var name in json.Select(p => p.Key).Where(k => k.EndsWith("Us", StringComparison.Ordinal) || k == nameof(Exchange.OutputTokensPerSecond)).ToList())
        {
            json.Remove(name);
        }

        return json.ToJsonString();
    }

    // Objects that hold the provider's own fields get one nobody knows, and their fields in reverse; what a tool or a user filled stays.
    private static byte[]? Shuffled(ReadOnlyMemory<byte> body)
    {
        try
        {
            return Encoding.UTF8.GetBytes(Shuffled(JsonNode.Parse(body.Span)!).ToJsonString());
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or ArgumentException or NullReferenceException)
        {
            return null;
        }
    }

    private static JsonNode Shuffled(JsonNode node)
    {
        if (node is JsonArray array)
        {
            return new JsonArray([.. array.Select(item => item is null ? null : Shuffled(item))]);
        }

        if (node is not JsonObject fields)
        {
            return node.DeepClone();
        }

        var shuffled = new JsonObject { ["zz_unknown"] = new JsonObject { ["a"] = 1 } };
        foreach (var (name, value) in fields.Reverse())
        {
            shuffled[name] = value is null ? null : name is "arguments" or "input" or "args" or "parameters" ? value.DeepClone() : Shuffled(value);
        }

        return shuffled;
    }

    private static string Numbers(Reading reading) => string.Join(' ',
        reading.Usage, reading.FinishReason, reading.ModelServed, reading.Error, reading.ProviderRequestId, reading.ServiceTier, reading.StatedCost,
        string.Join('|', Texts(reading)), string.Join(',', Calls(reading)));

    private static IEnumerable<string> Texts(Reading reading) => reading.Output.Select(m => string.Concat(m.Parts.OfType<TextPart>().Select(p => p.Text)));

    private static string[] Calls(Reading reading) => [.. reading.Output.SelectMany(m => m.Parts).OfType<ToolCallPart>().Select(c => c.Name)];

    // The last character may be one whose other half was cut off.
    private static bool IsPrefix(string cut, string whole) => whole.StartsWith(cut.TrimEnd('\uFFFD'), StringComparison.Ordinal);

    private static void AssertNoGreater(long? cut, long? whole, string what) => Assert.True(cut is null || cut <= whole, $"{what} {cut} of {whole}");
}
