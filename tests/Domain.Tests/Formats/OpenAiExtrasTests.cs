using System.Globalization;
using System.Text;
using Observability.Domain.Exchanges;
using Observability.Domain.Formats;

namespace Observability.Domain.Tests.Formats;

/// <summary>What providers of OpenAI's shape tell beyond its own fields: costs, tiers, searches, times, sources, shares of a compound answer.</summary>
public sealed class OpenAiExtrasTests
{
    [Theory]
    [InlineData("""{"prompt_tokens":1,"completion_tokens":1,"cost":5.37e-06,"is_byok":false}""", "0.00000537", "usage.cost")]
    [InlineData("""{"prompt_tokens":1,"completion_tokens":1,"cost":0.0002,"is_byok":true,"cost_details":{"upstream_inference_cost":0.00417}}""", "0.00437", "usage.cost + usage.cost_details.upstream_inference_cost (BYOK)")]
    [InlineData("""{"prompt_tokens":1,"completion_tokens":1,"cost":0.0001216,"is_byok":false,"market_cost":0.0001216}""", "0.0001216", "usage.cost")]
    [InlineData("""{"prompt_tokens":1,"completion_tokens":1,"cost_in_usd_ticks":5411000}""", "0.0005411", "usage.cost_in_usd_ticks")]
    [InlineData("""{"prompt_tokens":1,"completion_tokens":1,"cost":{"input_tokens_cost":0.00001,"request_cost":0.005,"total_cost":0.00501}}""", "0.00501", "usage.cost.total_cost")]
    [InlineData("""{"prompt_tokens":1,"completion_tokens":1,"pydantic_ai_gateway":{"cost_estimate":3.11e-05}}""", "0.0000311", "usage.pydantic_ai_gateway.cost_estimate")]
    [InlineData("""{"prompt_tokens":1,"completion_tokens":1,"cost":{"currency":"EUR","total_cost":1}}""", null, null)]
    [InlineData("""{"prompt_tokens":1,"completion_tokens":1,"cost":-1}""", null, null)]
    [InlineData("""{"prompt_tokens":1,"completion_tokens":1}""", null, null)]
    public void A_cost_that_the_provider_states_is_kept_with_where_it_said_so(string usage, string? usd, string? source)
    {
        foreach (var path in new[] { "/v1/chat/completions", "/v1/responses", "/v1/embeddings" })
        {
            var cost = Read(path, $$"""{"usage":{{usage}}}""").StatedCost;
            Assert.Equal((usd is null ? null : decimal.Parse(usd, CultureInfo.InvariantCulture), source), (cost?.Usd, cost?.Source));
        }
    }

    [Fact]
    public void LiteLLM_states_the_cost_in_a_header()
    {
        var reading = Read("/v1/chat/completions", """{"usage":{"prompt_tokens":1,"completion_tokens":1}}""", ("x-litellm-response-cost", "4.25e-05"));
        Assert.Equal(new StatedCost(0.0000425m, "x-litellm-response-cost"), reading.StatedCost);
    }

    [Theory]
    [InlineData("""{"service_tier":"priority"}""", "priority")]
    [InlineData("""{"service_tier":null,"usage":{"prompt_tokens":1,"service_tier":"standard"}}""", "standard")]
    [InlineData("""{}""", null)]
    public void The_tier_that_served_a_call_is_kept(string body, string? tier) => Assert.Equal(tier, Read("/v1/chat/completions", body).ServiceTier);

    [Theory]
    [InlineData("OpenRouter", """{"prompt_tokens":1,"server_tool_use_details":{"web_search_requests":2}}""", 2)]
    [InlineData("OpenRouter of old", """{"prompt_tokens":1,"server_tool_use":{"web_search_requests":2}}""", 2)]
    [InlineData("xAI", """{"input_tokens":1,"server_side_tool_usage_details":{"web_search_calls":3,"x_search_calls":1}}""", 3)]
    [InlineData("Perplexity", """{"prompt_tokens":1,"num_search_queries":4}""", 4)]
    [InlineData("nobody said", """{"prompt_tokens":1}""", null)]
    public void Searches_are_counted_where_a_provider_tells(string who, string usage, int? searches) =>
        Assert.True(Read("/v1/chat/completions", $$"""{"usage":{{usage}}}""").Usage?.Searches == searches, who);

    [Fact]
    public void Searches_of_Responses_are_its_search_items_and_not_the_pages_it_opened()
    {
        var reading = Read("/v1/responses", """
            {"status":"completed","output":[{"type":"web_search_call","action":{"type":"search"}},{"type":"web_search_call"},
            {"type":"web_search_call","action":{"type":"open_page"}},{"type":"web_search_call","action":{"type":"find_in_page"}}],
            "usage":{"input_tokens":9,"output_tokens":1}}
            """);
        Assert.Equal(2, reading.Usage?.Searches);
    }

    [Fact]
    public void Image_tokens_are_a_part_of_input_and_output()
    {
        var usage = Read("/v1/chat/completions", """
            {"usage":{"prompt_tokens":30,"completion_tokens":1120,"prompt_tokens_details":{"image_tokens":22},"completion_tokens_details":{"image_tokens":1100}}}
            """).Usage;
        Assert.Equal(new Usage(30, Output: 1120) { ImageInput = 22, ImageOutput = 1100 }, usage);
    }

    [Fact]
    public void The_models_of_a_compound_answer_have_their_shares()
    {
        var reading = Read("/openai/v1/chat/completions", """
            {"model":"groq/compound","usage":{"prompt_tokens":30,"completion_tokens":7},"usage_breakdown":{"models":[
            {"model":"a","usage":{"prompt_tokens":10,"completion_tokens":5}},{"model":"b","usage":{"prompt_tokens":20,"completion_tokens":2}}]}}
            """);
        Assert.Equal([new("a", new Usage(10, Output: 5)), new ModelUsage("b", new Usage(20, Output: 2))], reading.Shares);
        Assert.Empty(Read("/openai/v1/chat/completions", """{"usage":{"prompt_tokens":30},"usage_breakdown":{"models":null}}""").Shares);
    }

    [Theory]
    [InlineData("llama.cpp", """{"timings":{"prompt_ms":8.5,"predicted_ms":339}}""", null, null, 8.5, 339.0, null)]
    [InlineData("Groq", """{"usage":{"prompt_tokens":1,"queue_time":0.2,"prompt_time":0.04,"completion_time":0.15,"total_time":0.19}}""", 200.0, null, 40.0, 150.0, 190.0)]
    [InlineData("Groq's stream", """{"x_groq":{"usage":{"prompt_tokens":1,"queue_time":0.2,"prompt_time":0.04,"completion_time":0.15,"total_time":0.19}}}""", 200.0, null, 40.0, 150.0, 190.0)]
    [InlineData("Cerebras", """{"time_info":{"queue_time":0.004,"prompt_time":0.002,"completion_time":0.0168,"total_time":0.026,"created":178}}""", 4.0, null, 2.0, 16.8, 26.0)]
    [InlineData("llama-box", """{"usage":{"prompt_tokens":1,"time_to_first_token_ms":46.9,"tokens_per_second":47.3}}""", null, 46.9, null, null, null)]
    [InlineData("Azure", """{"latency_checkpoint":{"engine_ttft_ms":20,"service_ttft_ms":31,"total_duration_ms":81}}""", null, 31.0, null, null, 81.0)]
    [InlineData("Azure, beside the counts", """{"usage":{"prompt_tokens":1,"latency_checkpoint":{"engine_ttft_ms":20}}}""", null, 20.0, null, null, null)]
    [InlineData("Hugging Face", """{"sla_metrics":{"ttft_ms":95}}""", null, 95.0, null, null, null)]
    [InlineData("LM Studio", """{"stats":{"tokens_per_second":51.4,"time_to_first_token":0.111,"generation_time":0.954}}""", null, 111.0, null, 954.0, null)]
    [InlineData("nobody", """{"usage":{"prompt_tokens":1}}""", null, null, null, null, null)]
    public void Times_that_a_provider_reports_about_itself_are_kept(string who, string body, double? queue, double? first, double? prefill, double? decode, double? total) =>
        AssertTimes(who, Read("/v1/chat/completions", body).ProviderTimings, queue, first, prefill, decode, total);

    [Fact]
    public void Times_in_headers_are_kept_too()
    {
        (string, string)[] xai = [("x-metrics-ttft-ms", "230.9"), ("x-metrics-e2e-ms", "1869.4")];
        AssertTimes("xAI", Read("/v1/chat/completions", "{}", xai).ProviderTimings, null, 230.9, null, null, 1869.4);
        AssertTimes("xAI", Read("/v1/responses", "{}", xai).ProviderTimings, null, 230.9, null, null, 1869.4);
        AssertTimes("Together", Read("/v1/completions", "{}", ("x-queue-time", "22"), ("x-total-time", "6237")).ProviderTimings, 22, null, null, null, 6237);
    }

    [Theory]
    [InlineData("x-metrics-ttft-ms", true)]
    [InlineData("x-litellm-response-cost", true)]
    [InlineData("x-inference-provider", true)]
    [InlineData("X-Provider-Name", true)]
    [InlineData("x-litellm-key-spend", false)]
    [InlineData("x-litellm-model-api-base", false)]
    [InlineData("authorization", false)]
    public void Headers_that_tell_of_cost_and_time_are_kept_and_others_are_not(string name, bool kept) => Assert.Equal(kept, HeaderAllowList.Keeps(name));

    [Theory]
    [InlineData("/openai/deployments/my%20gpt/chat/completions", "{}", "my gpt")]
    [InlineData("//openai/deployments/emb/embeddings", """{"input":"x"}""", "emb")]
    [InlineData("/openai/deployments/tts/audio/speech", """{"input":"x"}""", "tts")]
    [InlineData("/openai/deployments/d/chat/completions", """{"model":"gpt-4o"}""", "gpt-4o")]
    [InlineData("/openai/v1/chat/completions", "{}", null)]
    public void A_deployment_in_the_path_is_the_model_asked_for_when_the_body_names_none(string path, string request, string? model)
    {
        var call = Wire(path, "{}") with { RequestBody = Encoding.UTF8.GetBytes(request) };
        Assert.Equal(model, ProviderFormats.Select("azure", call)!.Read(call).ModelRequested);
    }

    [Fact]
    public void A_stream_of_bare_pieces_is_text_whose_end_cannot_be_told()
    {
        var reading = new OpenAiCompletionsFormat().Read(new(
            "POST", "/v1/completions", 200, "application/json", """{"model":"palmyra-x4","prompt":"And then?","stream":true}"""u8.ToArray(),
            "text/event-stream", "data: {\"value\":\"The kettle\"}\n\ndata: {\"value\":\" boiled.\"}\n\n"u8.ToArray()));

        Assert.Equal("The kettle boiled.", Assert.IsType<TextPart>(Assert.Single(Assert.Single(reading.Output).Parts)).Text);
        Assert.Null(reading.Complete);
        Assert.NotNull(reading.FirstVisibleOffset);
    }

    [Fact]
    public void Sources_beside_the_choices_are_citations_of_the_first()
    {
        const string Choices = """
            "choices":[{"index":0,"message":{"content":"hi"}}]
            """;
        CitationPart[] titled = [new("Herons", "https://birds.example", "a bird")];
        CitationPart[] bare = [new(null, "https://birds.example", null)];
        Assert.Equal(titled, Citations($$"""{"search_results":[{"title":"Herons","url":"https://birds.example","snippet":"a bird"}],"citations":["https://birds.example"],{{Choices}}}"""));
        Assert.Equal(bare, Citations($$"""{"citations":["https://birds.example"],{{Choices}}}"""));
        Assert.Empty(Citations("{" + Choices + "}"));
    }

    private static IEnumerable<CitationPart> Citations(string body) => Read("/chat/completions", body).Output[0].Parts.OfType<CitationPart>();

    private static void AssertTimes(string who, ProviderTimings? times, double? queue, double? first, double? prefill, double? decode, double? total) =>
        Assert.Equal(
            (who, queue, first, prefill, decode, total),
            (who, times?.Queue?.TotalMilliseconds, times?.FirstToken?.TotalMilliseconds, times?.Prefill?.TotalMilliseconds, times?.Decode?.TotalMilliseconds, times?.Total?.TotalMilliseconds));

    private static Reading Read(string path, string body, params (string Name, string Value)[] headers)
    {
        var call = Wire(path, body) with { ResponseHeaders = [.. headers.Select(h => KeyValuePair.Create(h.Name, h.Value))] };
        return ProviderFormats.Select("", call)!.Read(call);
    }

    [Theory]
    [InlineData("""{"data":[{"b64_json":"AAAA"},{"b64_json":"AAAA"}]}""", 2L)]
    [InlineData("""{"data":[{"b64_json":"AAAA"},{"b64_json":"AA""", null)]
    public void Images_of_an_answer_that_was_cut_are_not_counted(string body, long? images)
    {
        var reading = ProviderFormats.All.Single(f => f.Name == "openai.images").Read(Wire("/v1/images/generations", body));
        Assert.Equal(images, reading.Usage?.Images);
    }

    private static WireExchange Wire(string path, string body) => new("POST", path, 200, "application/json", default, "application/json", Encoding.UTF8.GetBytes(body));
}
