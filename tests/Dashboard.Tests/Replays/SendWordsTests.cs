using System.Net;
using Observability.Dashboard.Replays;

namespace Observability.Dashboard.Tests.Replays;

public sealed class SendWordsTests
{
    private static readonly Guid Id = new("0199f000-0000-7000-8000-000000000001");

    [Theory]
    [InlineData(401, "invalid_proxy_key", false, "The project's key for replays does not work: it was revoked, or ingest has not heard of it yet. An admin sees it among the keys.")]
    [InlineData(503, "not_ready", false, "Ingest has just started and cannot read its keys yet. Try again in a moment.")]
    [InlineData(404, "unknown_upstream", true, "Ingest knows no upstream 'openai'. One that was just added is known within seconds. It is kept as request 0199f000-0000-7000-8000-000000000001.")]
    [InlineData(404, "outside_base_path", true, "The path lies outside of the base URL of 'openai', so it does not go there. It is kept as request 0199f000-0000-7000-8000-000000000001.")]
    [InlineData(502, "bad_credential", true, "The credential stored for 'openai' holds characters that no header can carry: enter it again. It is kept as request 0199f000-0000-7000-8000-000000000001.")]
    [InlineData(400, "malformed_request", false, "Ingest refused the call: malformed_request.")]
    public async Task What_ingest_refuses_is_a_refusal_and_says_as_what_it_is_kept(int status, string code, bool captured, string said)
    {
        var answer = await AnswerAsync(status, code, captured);
        Assert.Equal((null, said, captured), (answer.Call, answer.Refusal, answer.MayBeCaptured));
    }

    [Theory]
    [InlineData(502, "upstream_unreachable", "The upstream 'openai' cannot be reached.")]
    [InlineData(504, "upstream_timeout", "The upstream 'openai' did not answer in time.")]
    [InlineData(502, "upstream_broke", "The upstream 'openai' broke off before it answered.")]
    [InlineData(401, null, "The upstream 'openai' rejects the credential stored for it, or wants one where none is stored (401).")]
    [InlineData(403, null, "The upstream 'openai' rejects the credential stored for it, or wants one where none is stored (403).")]
    [InlineData(404, null, "The upstream 'openai' knows no model 'gpt-4o', or no such path (404).")]
    [InlineData(200, null, null)]
    [InlineData(429, null, null)]
    public async Task What_an_upstream_does_is_an_answer_with_a_word_on_it(int status, string? code, string? said)
    {
        var answer = await AnswerAsync(status, code, captured: true);
        Assert.Equal((true, null, said), (answer.Call is not null, answer.Refusal, answer.Trouble));
    }

    [Fact]
    public async Task A_call_that_was_sent_before_is_not_taken_for_an_answer()
    {
        using var message = new HttpResponseMessage(HttpStatusCode.Conflict);
        message.Headers.Add(IngestSender.SentBefore, "true");
        await using var call = new SentCall(Id, message, Stream.Null);
        var answer = SendWords.Of(call, new(Drafts.Of("/v1/chat/completions"), Id, null, null));
        Assert.Equal((null, "A call of this id was sent before and is not sent again.", true), (answer.Call, answer.Refusal, answer.MayBeCaptured));
    }

    private static async Task<SendAnswer> AnswerAsync(int status, string? code, bool captured)
    {
        using var message = new HttpResponseMessage((HttpStatusCode)status);
        if (code is not null)
        {
            message.Headers.Add(IngestSender.OwnError, code);
        }

        if (captured)
        {
            message.Headers.Add(IngestSender.CapturedId, Id.ToString());
        }

        await using var call = new SentCall(Id, message, Stream.Null);
        return SendWords.Of(call, new(Drafts.Of("/v1/chat/completions", """{"model":"gpt-4o"}"""), Id, null, null));
    }
}
