using System.Text.Json;
using Observability.Domain.Exchanges;

namespace Observability.Domain.Tests.Exchanges;

public sealed class SearchTextTests
{
    [Fact]
    public void A_first_request_is_searched_whole_with_its_system_prompt()
    {
        var texts = Texts(("system", "Be  brief.\n"), ("user", "Wie weit ist der MOND?"));
        Assert.Equal("be brief. wie weit ist der mond?", texts.Input);
        Assert.Equal("Be brief. Wie weit ist der MOND?", FoldedText.WithCapitals(texts.Input, texts.InputCapitals));
    }

    [Fact]
    public void Of_a_conversation_only_what_is_new_is_searched() =>
        Assert.Equal("and the sun?", Texts(("system", "Be brief."), ("user", "How far is the moon?"), ("assistant", "384,400 km."), ("user", "And the sun?")).Input);

    [Fact]
    public void What_a_tool_gave_is_new_and_the_question_that_the_list_shows_stays_with_it()
    {
        const string Request =
            """
            {"model":"m","messages":[{"role":"user","content":"Where is order 7?"},
            {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"get_order","arguments":"{}"}}]},
            {"role":"tool","tool_call_id":"c1","content":"shipped\u0000 from 東京"}]}
            """;
        Assert.Equal("where is order 7? shipped from 東京", ExchangeReader.Read(Captured.Chat(Request)).Texts.Input);
    }

    [Fact]
    public void Words_put_into_the_models_mouth_are_asked_too() =>
        Assert.Equal("answer in json {\"a\":", Texts(("user", "Old"), ("assistant", "old"), ("user", "Answer in JSON"), ("assistant", "{\"a\":")).Input);

    [Fact]
    public void An_answer_is_searched_with_its_calls_their_arguments_and_its_reasoning()
    {
        const string Response =
            """
            {"choices":[{"index":0,"message":{"role":"assistant","reasoning_content":"Hm, ORDER…","content":"I'll look.","tool_calls":[{"id":"c1","type":"function","function":{"name":"get_order","arguments":"{\"Id\":\"退款-7\"}"}}]},"finish_reason":"tool_calls"}]}
            """;
        var captured = Captured.Chat(response: Response) with { ResponseHeaders = new([new("Content-Type", "application/json")], 0) };
        Assert.Equal("i'll look. get_order({\"id\":\"退款-7\"}) hm, order…", ExchangeReader.Read(captured).Texts.Output);
    }

    [Fact]
    public void An_error_is_found_with_the_answer()
    {
        var texts = ExchangeReader.Read(Captured.Chat(response: "data: {\"error\":{\"message\":\"Overloaded, try later\"}}\n\n")).Texts;
        Assert.StartsWith("overloaded, try later", texts.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_side_is_bounded_and_the_last_question_is_never_pushed_out()
    {
        var texts = Texts(("system", new string('s', 100_000)), ("user", "Needle " + new string('u', 50)), ("tool", new string('t', 15_000)));
        Assert.Equal(ExchangeTexts.MaxSide, texts.Input.Length);
        Assert.Contains("needle uuu", texts.Input, StringComparison.Ordinal);
        Assert.Contains(new string('t', 15_000), texts.Input, StringComparison.Ordinal);
        Assert.StartsWith("sss", texts.Input, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cut_never_halves_a_character_and_nothing_is_left_that_PostgreSQL_refuses()
    {
        var texts = Texts(("user", "x" + string.Concat(Enumerable.Repeat("😀", 9_000))));
        Assert.True(texts.Input.Length is ExchangeTexts.MaxSide or ExchangeTexts.MaxSide - 1);
        Assert.Equal(texts.Input, StoredText.Required(texts.Input, ExchangeTexts.MaxSide));
    }

    [Fact]
    public void Documents_that_a_client_put_before_the_question_come_after_it()
    {
        var documents = "### Task:\nRespond to the user query using the provided context, incorporating citations.\n<context>" + new string('d', 20_000) + "</context>\n\nWho signed it?";
        Assert.StartsWith("who signed it? ### task:", Texts(("user", documents)).Input, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_list_shows_is_always_found()
    {
        CapturedExchange[] all =
        [
            Captured.Chat(), Captured.Chat(response: "data: {\"error\":{\"message\":\"overloaded\"}}\n\n"),
            Captured.Chat(Request([("user", "Old question"), ("assistant", "a"), ("tool", "result")])),
            Captured.Chat(Request([("system", "only this")])),
            Captured.Chat() with { Error = "The client went away", Outcome = ExchangeOutcome.ClientAborted },
            Captured.Chat() with { NotKeptReason = "memory", Request = new(default, 9, null), Response = new(default, 9, null) },
        ];
        foreach (var record in all.Select(c => ExchangeReader.Read(c)))
        {
            Assert.Contains(FoldedText.Of((record.Row.RequestPreview ?? "").TrimEnd('…')), record.Texts.Input, StringComparison.Ordinal);
            Assert.Contains(FoldedText.Of((record.Row.ResponsePreview ?? "").TrimEnd('…')), record.Texts.Output, StringComparison.Ordinal);
            Assert.Equal((record.Row.Id, record.Row.StartedAt, record.Row.ProjectId), (record.Texts.Id, record.Texts.StartedAt, record.Texts.ProjectId));
        }
    }

    [Fact]
    public void Texts_of_stored_bodies_are_those_of_the_wire()
    {
        var first = ExchangeReader.Read(Captured.Chat());
        Assert.Equivalent(first.Texts, ExchangeReader.TextsOf(StoredExchange.ToCaptured(first.Row, first.Bodies)), strict: true);
    }

    private static ExchangeTexts Texts(params (string Role, string Text)[] messages) => ExchangeReader.Read(Captured.Chat(Request(messages))).Texts;

    private static string Request((string Role, string Text)[] messages) =>
        JsonSerializer.Serialize(new { model = "m", messages = messages.Select(m => new { role = m.Role, content = m.Text }) });
}
