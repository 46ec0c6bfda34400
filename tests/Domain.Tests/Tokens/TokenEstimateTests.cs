using System.Text;
using Observability.Domain.Exchanges;
using Observability.Domain.Formats;
using Observability.Domain.Tests.Exchanges;
using Observability.Domain.Tokens;

namespace Observability.Domain.Tests.Tokens;

public sealed class TokenEstimateTests
{
    [Fact]
    public void A_conversation_is_its_text_and_four_tokens_for_each_message_and_three_more()
    {
        // "You describe birds." is 4 tokens, "What did you see at the pond?" 8, "Three herons stood in the reeds." 8.
        var reading = Chat("gpt-4o") with { Output = [Says("assistant", "Three herons stood in the reeds.")] };
        Assert.Equal(new Usage(4 + 8 + (2 * 4) + 3, Output: 8), Estimate(reading));
    }

    [Theory]
    [InlineData("gpt-4o-mini", "gpt-4o", true)]
    [InlineData("openai/gpt-4.1", "gpt-4o", true)]
    [InlineData("chatgpt-4o-latest", "gpt-4o", true)]
    [InlineData("ft:gpt-4o-mini-2024-07-18:pond::1", "gpt-4o", true)]
    [InlineData("gpt-5.6-sol", "gpt-5", true)]
    [InlineData("openai.gpt-6-luna", "gpt-5", true)]
    [InlineData("o3", "gpt-5", true)]
    [InlineData("o4-mini", "gpt-5", true)]
    [InlineData("o1js", "other", false)]
    [InlineData("gpt-4-turbo", "gpt-4", true)]
    [InlineData("gpt-35-turbo", "gpt-4", true)]
    [InlineData("text-embedding-3-small", "gpt-4", true)]
    [InlineData("openai/gpt-oss-120b", "gpt-oss", true)]
    [InlineData("us.anthropic.claude-3-haiku-20240307-v1:0", "claude", false)]
    [InlineData("models/gemini-2.5-flash", "gemini", false)]
    [InlineData("meta-llama/Llama-3.3-70B-Instruct", "llama-3", false)]
    [InlineData("llama3:8b", "llama", false)]
    [InlineData("pond-chat", "other", false)]
    [InlineData(null, "other", false)]
    public void A_model_is_told_by_its_name(string? model, string family, bool exact) =>
        Assert.Equal((family, exact), (TokenRules.Of(model).Family, TokenRules.Of(model).IsExact));

    [Fact]
    public void Reasoning_and_tool_calls_are_output_and_what_tools_answered_is_input()
    {
        var bare = Estimate(Chat("gpt-4o") with { Output = [Says("assistant", "Yes.")] })!;
        var full = Estimate(Chat("gpt-4o") with
        {
            Input = [.. Chat("gpt-4o").Input, new("tool", [new ToolResultPart("c1", "Three herons stood in the reeds.")])],
            Output = [new("assistant", [new ReasoningPart("Three herons stood in the reeds."), new TextPart("Yes."), new ToolCallPart("c2", "look", "{}")])],
        })!;
        Assert.Equal(bare.Input + 8 + 4, full.Input);
        Assert.Equal(bare.Output + 8 + BytePairEncoding.O200k.Count("look\n{}") + 7, full.Output);
    }

    [Fact]
    public void The_definitions_of_tools_are_input()
    {
        const string Tools = """{"tools":[{"type":"function","function":{"name":"look","parameters":{"type":"object","properties":{"at":{"type":"string"}}}}}]}""";
        var reading = Chat("gpt-4o") with { ToolsOffered = ["look"], Output = [Says("assistant", "Yes.")] };
        var without = Estimate(reading)!.Input;
        var with = TokenEstimate.Of(reading, "chat", Encoding.UTF8.GetBytes(Tools))!.Usage.Input;
        Assert.InRange(with!.Value - without!.Value, 15, 35);
        var printed = System.Text.Json.Nodes.JsonNode.Parse(Tools)!.ToJsonString(new() { WriteIndented = true });
        Assert.Equal(with, TokenEstimate.Of(reading, "chat", Encoding.UTF8.GetBytes(printed))!.Usage.Input);
    }

    [Fact]
    public void The_schema_of_the_answer_is_input()
    {
        const string Request = """{"response_format":{"type":"json_schema","json_schema":{"name":"Bird","schema":{"type":"object","properties":{"name":{"type":"string"}}}}}}""";
        var reading = Chat("gpt-4o") with { Parameters = [new("response_format", "{}")], Output = [Says("assistant", "Yes.")] };
        Assert.InRange(TokenEstimate.Of(reading, "chat", Encoding.UTF8.GetBytes(Request))!.Usage.Input!.Value - Estimate(reading)!.Input!.Value, 10, 30);
    }

    [Fact]
    public void The_input_of_a_conversation_that_the_provider_remembers_is_unknown() => Assert.Equal(
        new Usage(null, Output: 2),
        Estimate(Chat("gpt-4o") with { Parameters = [new("previous_response_id", "\"resp_1\"")], Output = [Says("assistant", "Yes.")] }));

    [Fact]
    public void An_embedding_is_its_input_alone()
    {
        var reading = new Reading { ModelRequested = "text-embedding-3-small", Input = [Says("user", "reed")], Output = [new("assistant", [new VectorsPart(1, 3)])], Complete = true };
        Assert.Equal(new Usage(BytePairEncoding.Cl100k.Count("reed")), TokenEstimate.Of(reading, "embeddings", default)?.Usage);
    }

    [Fact]
    public void Images_are_not_counted_and_a_note_says_so()
    {
        var reading = Chat("gpt-4o") with { Output = [Says("assistant", "A heron.")] };
        var seen = reading with { Input = [new("user", [.. reading.Input[1].Parts, new MediaPart("image", "image/png", null, 4_000)]), reading.Input[0]] };
        Assert.Equal(Estimate(reading), Estimate(seen));
        Assert.Contains(TokenEstimate.Of(seen, "chat", default)!.Notes, n => n.StartsWith("Images", StringComparison.Ordinal));
        Assert.Single(TokenEstimate.Of(reading, "chat", default)!.Notes);
    }

    [Fact]
    public void Nothing_is_estimated_where_nothing_was_spent_or_somebody_counted()
    {
        var reading = Chat("gpt-4o") with { Output = [Says("assistant", "Yes.")] };
        Assert.NotNull(Estimate(reading));
        Assert.Null(Estimate(reading with { Usage = new(1) }));
        Assert.Null(Estimate(reading with { Usage = new(null, Output: 4) }));
        Assert.Null(Estimate(reading with { IsSpend = false }));
        Assert.Null(Estimate(Chat("gpt-4o")));
        Assert.Null(Estimate(Chat("gpt-4o") with { Error = "Overloaded.", Complete = true }));
        Assert.Null(Estimate(Chat("gpt-4o") with { FinishReason = "in_progress", Complete = true }));
        Assert.Null(TokenEstimate.Of(reading, "models", default));
        Assert.Null(TokenEstimate.Of(reading, "speech", default));
        Assert.Null(TokenEstimate.Of(reading with { Output = [Says("list", "document 2: 0.87")] }, "invoke", default));
    }

    [Fact]
    public void An_answer_that_ended_well_without_a_word_has_its_input() =>
        Assert.Equal(new Usage(23), Estimate(Chat("gpt-4o") with { FinishReason = "stop", Complete = true }));

    [Fact]
    public void A_text_beyond_the_limit_is_taken_to_be_like_its_beginning()
    {
        var tally = new TokenTally(BytePairEncoding.O200k);
        tally.Add(new string('a', TokenTally.MaxCharacters / 2));
        tally.Add(new string('a', TokenTally.MaxCharacters * 2));
        Assert.Equal(TokenTally.MaxCharacters * 2.5 / 8, tally.Tokens!.Value, 0.001);
    }

    [Fact]
    public void A_row_is_marked_as_estimated_and_a_reading_only_notes_it()
    {
        var captured = Captured.Chat(response: Captured.Stream.Replace(",\"usage\":{\"prompt_tokens\":8,\"completion_tokens\":20}", "", StringComparison.Ordinal));
        var row = ExchangeReader.Read(captured).Row;

        // "What\n does moss do?" and "Moss\n  grows."
        Assert.Equal((UsageSource.Estimated, 6 + 4 + 3, 6), (row.UsageSource, row.InputTokens, row.OutputTokens));
        var reading = ExchangeReader.ReadingOf(captured)!;
        Assert.Null(reading.Usage);
        Assert.Contains(reading.Notes, n => n.Contains("o200k_base", StringComparison.Ordinal));
    }

    [Fact]
    public void What_the_provider_counted_always_wins()
    {
        var row = ExchangeReader.Read(Captured.Chat()).Row;
        Assert.Equal((UsageSource.Provider, 8, 20), (row.UsageSource, row.InputTokens, row.OutputTokens));
    }

    private static Usage? Estimate(Reading reading) => TokenEstimate.Of(reading, "chat", default)?.Usage;

    private static Reading Chat(string model) => new()
    {
        ModelRequested = model,
        Input = [Says("system", "You describe birds."), Says("user", "What did you see at the pond?")],
    };

    private static Message Says(string role, string text) => new(role, [new TextPart(text)]);
}
