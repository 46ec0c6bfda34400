using System.IO.Compression;
using System.Text;
using Observability.Dashboard.Replays;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Tests.Replays;

public sealed class CapturedCallTests
{
    [Fact]
    public void A_captured_call_is_sent_again_with_its_method_target_body_and_kept_headers()
    {
        var record = Drafts.Captured(
            """{ "model" : "gpt-4o" }""",
            ("Host", "chat.example"), ("Accept", "a/b"), ("Accept", "c/d"), ("Content-Type", "application/json"), ("Content-Length", "22"), ("X-Title", "Café"),
            ("X-OpenWebUI-Chat-Id", "7"), ("Idempotency-Key", "1"), ("Expect", "100-continue"), ("Helicone-User-Id", "anna"), ("X-Observability-Session-Id", "s"),
            ("Connection", "close, X-Stainless-Hop"), ("X-Stainless-Hop", "1"), ("X-Stainless-Lang", "python"));
        record.Row.Path = "/v1/chat/completions?a=%2F&b";
        var answer = Drafts.ToDraft(record, Drafts.OpenAi);

        var draft = answer.Draft!;
        Assert.Equal(("openai", "POST", "/v1/chat/completions?a=%2F&b", "/v1"), (draft.Upstream, draft.Method, draft.Target, draft.BasePath));
        Assert.Equal(record.Bodies.RequestBody, draft.Body!.Value.ToArray());
        Assert.Equal(
            ["Accept: a/b", "Accept: c/d", "Content-Type: application/json", "X-Title: Café", "X-OpenWebUI-Chat-Id: 7", "X-Stainless-Lang: python"],
            draft.Headers.Select(h => $"{h.Key}: {h.Value}"));
        Assert.Equal((record.Row.Id, false), (draft.ReplayOf, draft.Chunked));
        Assert.Equal([DraftGapKind.HeadersLeftOut], answer.Gaps.Select(g => g.Kind));
        Assert.Empty(answer.Blocking(CallChanges.None, hasCredential: false));
    }

    [Theory]
    [InlineData("", null, false, false)]
    [InlineData("Content-Length", "0", true, false)]
    [InlineData("Transfer-Encoding", "chunked", true, true)]
    public void No_body_an_empty_body_and_an_empty_body_in_chunks_are_three_things(string header, string? value, bool hasBody, bool chunked)
    {
        var draft = Drafts.ToDraft(value is null ? Drafts.Captured("") : Drafts.Captured("", (header, value)), Drafts.OpenAi).Draft!;
        Assert.Equal((hasBody, chunked), (draft.Body is not null, draft.Chunked));
    }

    [Fact]
    public void A_truncated_body_blocks_until_a_whole_one_is_given()
    {
        var record = Drafts.Captured("""{"model":"gpt-4o","mess""", ("Content-Type", "application/json"));
        record.Row.RequestBytes = 5_000;
        var answer = Drafts.ToDraft(record, Drafts.OpenAi);
        var gap = Assert.Single(answer.Blocking(CallChanges.None, hasCredential: false));
        Assert.Equal((DraftGapKind.BodyTruncated, DraftFill.Body), (gap.Kind, gap.Fill));
        Assert.Equal("Only 23 B of the body's 4.9 KB are stored, because it was longer than the capture limit: give it a whole new one.", gap.Sentence);
        Assert.Empty(answer.Blocking(new() { WholeBody = "{}"u8.ToArray() }, hasCredential: false));
    }

    [Fact]
    public void A_body_that_was_not_kept_says_why()
    {
        var record = Drafts.Captured("");
        (record.Row.RequestBytes, record.Row.CaptureReason) = (9, "The producer asked not to keep the request's body (Omit-Request).");
        var gap = Assert.Single(Drafts.ToDraft(record, Drafts.OpenAi).Blocking(CallChanges.None, false));
        Assert.Equal(DraftGapKind.BodyNotKept, gap.Kind);
        Assert.EndsWith("(Omit-Request).", gap.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_body_of_which_the_client_sent_a_part_is_not_taken_for_whole()
    {
        var record = Drafts.Captured("""{"model":""", ("Content-Length", "900"));
        Assert.Equal([DraftGapKind.BodyIncomplete], Drafts.ToDraft(record, Drafts.OpenAi).Blocking(CallChanges.None, false).Select(g => g.Kind));
    }

    [Fact]
    public void What_retention_dropped_is_said_and_a_call_without_a_body_still_goes()
    {
        var record = Drafts.Captured("{}");
        var chat = CapturedCall.ToDraft(record.Row, null, Drafts.OpenAi);
        Assert.Equal([DraftGapKind.BodyDropped, DraftGapKind.HeadersLeftOut], chat.Gaps.Select(g => g.Kind));
        record.Row.RequestBytes = 0;
        Assert.Empty(CapturedCall.ToDraft(record.Row, null, Drafts.OpenAi).Blocking(CallChanges.None, false));
    }

    [Fact]
    public void The_stored_credential_takes_the_place_of_a_key_in_the_query_and_other_secrets_are_asked_for()
    {
        var record = Drafts.Captured("{}");
        record.Row.Path = "/v1beta/models/gemini-2.0-flash:generateContent?alt=sse&key=[redacted]&sig=[redacted]&x=%20";
        var answer = Drafts.ToDraft(record, Drafts.Gemini);
        Assert.Equal("/v1beta/models/gemini-2.0-flash:generateContent?alt=sse&sig=[redacted]&x=%20", answer.Draft!.Target);
        var gap = Assert.Single(answer.Blocking(CallChanges.None, false));
        Assert.Equal((DraftGapKind.RedactedValue, "sig"), (gap.Kind, gap.Name));

        var changes = new CallChanges { Query = new Dictionary<string, string> { ["sig"] = "a&b" } };
        Assert.Empty(answer.Blocking(changes, false));
        Assert.Equal("/v1beta/models/gemini-2.0-flash:generateContent?alt=sse&sig=a%26b&x=%20", changes.ApplyTo(answer.Draft).Draft!.Target);
    }

    [Fact]
    public void A_key_in_the_query_that_nothing_replaces_has_to_be_given()
    {
        var record = Drafts.Captured("{}");
        record.Row.Path = "/v1beta/models/g:generateContent?key=[redacted]";
        var answer = Drafts.ToDraft(record, Drafts.Gemini with { HasCredential = false });
        Assert.Equal("/v1beta/models/g:generateContent", answer.Draft!.Target);
        Assert.Equal([DraftGapKind.NoCredential], answer.Blocking(CallChanges.None, false).Select(g => g.Kind));
        Assert.Empty(answer.Blocking(CallChanges.None, hasCredential: true));
    }

    [Fact]
    public void Without_a_stored_credential_a_call_goes_and_that_is_said()
    {
        var answer = Drafts.ToDraft(Drafts.Captured("{}"), Drafts.OpenAi with { HasCredential = false });
        Assert.Contains(answer.Gaps, g => g is { Kind: DraftGapKind.NoCredential, Blocks: false });
    }

    [Fact]
    [Trait("Fault", "F-56")]
    public void An_upstream_that_is_gone_and_one_that_moved_need_another()
    {
        var record = Drafts.Captured("{}");
        var gone = Drafts.ToDraft(record, null);
        Assert.Equal([DraftGapKind.UpstreamGone], gone.Blocking(CallChanges.None, false).Select(g => g.Kind));
        Assert.Empty(gone.Blocking(new() { Upstream = Drafts.OpenAi }, false));
        var moved = Drafts.ToDraft(record, Drafts.OpenAi with { BasePath = "/openai/v2" });
        Assert.Equal([DraftGapKind.TargetOutside], moved.Blocking(CallChanges.None, false).Select(g => g.Kind));
    }

    [Fact]
    public void What_was_never_routed_and_what_became_a_socket_cannot_be_sent_again()
    {
        var refused = Drafts.Captured("");
        (refused.Row.Upstream, refused.Row.Outcome) = ("", ExchangeOutcome.Rejected);
        var socket = Drafts.Captured("", ("Connection", "Upgrade"), ("Upgrade", "websocket"));
        Assert.Equal(
            [(DraftGapKind.NeverRouted, true), (DraftGapKind.Upgrade, true)],
            new[] { Drafts.ToDraft(refused, null), Drafts.ToDraft(socket, Drafts.OpenAi) }.Select(a => (a.Gaps.Single().Kind, a.Draft is null)));
    }

    [Fact]
    public void A_compressed_body_stays_so_until_it_is_changed()
    {
        using var coded = new MemoryStream();
        using (var gzip = new GZipStream(coded, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write("""{"model":"a","n":1.0}"""u8);
        }

        var record = Drafts.Captured("", ("Content-Encoding", "gzip"), ("Content-Type", "application/json"));
        (record.Bodies.RequestBody, record.Row.RequestBytes) = (coded.ToArray(), coded.Length);
        var draft = Drafts.ToDraft(record, Drafts.OpenAi).Draft!;
        Assert.Equal(coded.ToArray(), CallChanges.None.ApplyTo(draft).Draft!.Body!.Value.ToArray());
        Assert.Equal("a", ModelPlace.Of(draft));

        var changed = ModelPlace.With(draft, "b").Draft!;
        Assert.Equal("""{"model":"b","n":1.0}""", Encoding.UTF8.GetString(changed.Body!.Value.Span));
        Assert.DoesNotContain(changed.Headers, h => h.Key == "Content-Encoding");
    }
}
