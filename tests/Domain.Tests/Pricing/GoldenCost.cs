using Observability.Domain.Formats;
using Observability.Domain.Pricing;

namespace Observability.Domain.Tests.Pricing;

/// <summary>
/// Costs worked out by hand from published prices: of recordings of the corpus, named by their id, and of cases no recording has.
/// The arithmetic is in dollars per million.
/// </summary>
/// <param name="Name">The recording, or what is special.</param>
/// <param name="Url">The upstream's base URL.</param>
/// <param name="Endpoint">Kind of call.</param>
/// <param name="Requested">Model asked for.</param>
/// <param name="Served">Model that answered.</param>
/// <param name="Tier">The tier as the provider spells it.</param>
/// <param name="At">When it was made.</param>
/// <param name="Usage">What was used.</param>
/// <param name="Arithmetic">Quantity × rate per million, summed.</param>
/// <param name="Usd">What that comes to.</param>
internal sealed record GoldenCost(
    string Name, string Url, string Endpoint, string? Requested, string? Served, string? Tier, string At, Usage Usage, string Arithmetic, decimal Usd)
{
    public static IReadOnlyList<GoldenCost> All { get; } =
    [
        new("anthropic-ce1dc9c250", "https://api.anthropic.com", "chat", "claude-3-5-sonnet-20240620", "claude-3-5-sonnet-20240620", null, "2026-11-22T10:00:00Z",
            new(1169, 0, 1165, 201), "4 × 3 + 1165 × 3.75 + 201 × 15", 0.00739575m),
        new("anthropic-f852660656", "https://api.anthropic.com", "chat", "claude-sonnet-4-20250514", "claude-sonnet-4-20250514", "standard", "2026-11-22T10:00:00Z",
            new(2073, 0, 2056, 100) { CacheWriteHour = 2056 }, "17 × 3 + 2056 × 6 + 100 × 15", 0.013887m),
        new("Anthropic, writes for five minutes and for an hour in one call", "https://api.anthropic.com", "chat", "claude-sonnet-4-6", "claude-sonnet-4-6", null, "2026-11-22T10:00:00Z",
            new(3610, 500, 3100, 20) { CacheWriteHour = 1000 }, "10 × 3 + 500 × 0.3 + 2100 × 3.75 + 1000 × 6 + 20 × 15", 0.014355m),
        new("anthropic-a8763d14df", "https://api.anthropic.com", "chat", "claude-sonnet-5", "claude-sonnet-5", "standard", "2026-11-22T10:00:00Z",
            new(20702, 13637, 7049, 344, 33) { CacheWriteHour = 0, Searches = 0 }, "16 × 2 + 13637 × 0.2 + 7049 × 2.5 + 344 × 10", 0.0238219m),
        new("anthropic-9b8512820e", "https://api.anthropic.com", "chat", "claude-sonnet-4-5-20250929", "claude-sonnet-4-5-20250929", "standard", "2026-11-22T10:00:00Z",
            new(13, 1, 2, 21) { CacheWriteHour = 0 }, "10 × 3 + 1 × 0.3 + 2 × 3.75 + 21 × 15", 0.0003528m),
        new("anthropic-71694bb62a", "https://api.anthropic.com", "chat", null, "claude-opus-4-6", "standard", "2026-11-22T10:00:00Z",
            new(60997, 0, 0, 3341) { CacheWriteHour = 0, Searches = 0 }, "60997 × 5 + 3341 × 25", 0.38851m),
        new("anthropic-15eabe7f43", "https://api.anthropic.com", "chat", "claude-2.1", "claude-2.1", null, "2026-11-22T10:00:00Z",
            new(19, Output: 22), "19 × 8 + 22 × 24", 0.00068m),
        new("anthropic-c2583b1574", "https://api.anthropic.com", "chat", null, "claude-opus-4-5-20251101", null, "2026-11-22T10:00:00Z",
            new(61, Output: 2), "61 × 5 + 2 × 25", 0.000355m),
        new("Anthropic, kept in the US", "https://api.anthropic.com", "chat", "claude-opus-4-8", "claude-opus-4-8", "us", "2026-11-22T10:00:00Z",
            new(1000, 200, Output: 100), "800 × 5.5 + 200 × 0.55 + 100 × 27.5", 0.00726m),
        new("Anthropic, batch", "https://api.anthropic.com", "chat", "claude-haiku-4-5", "claude-haiku-4-5-20251001", "batch", "2026-11-22T10:00:00Z",
            new(1000, Output: 100), "1000 × 0.5 + 100 × 2.5", 0.00075m),
        new("Anthropic, long call before its price went", "https://api.anthropic.com", "chat", "claude-opus-4-6", "claude-opus-4-6", null, "2026-03-01T00:00:00Z",
            new(300000, 100000, Output: 1000), "200000 × 10 + 100000 × 1 + 1000 × 37.5", 2.1375m),
        new("Anthropic, long call after that", "https://api.anthropic.com", "chat", "claude-opus-4-6", "claude-opus-4-6", null, "2026-03-13T00:00:00Z",
            new(300000, 100000, Output: 1000), "200000 × 5 + 100000 × 0.5 + 1000 × 25", 1.075m),
        new("openai-fece2e9797", "https://api.openai.com/v1", "chat", "gpt-4o", "gpt-4o-2024-08-06", "default", "2026-11-22T10:00:00Z",
            new(1220, 1152, Output: 100, Reasoning: 0), "68 × 2.5 + 1152 × 1.25 + 100 × 10", 0.00261m),
        new("openai-22d200b3f2", "https://api.openai.com/v1", "responses", null, "gpt-5-2025-08-07", "default", "2026-11-22T10:00:00Z",
            new(2941, 1920, Output: 1249, Reasoning: 1024), "1021 × 1.25 + 1920 × 0.125 + 1249 × 10", 0.01400625m),
        new("openai-d71a3f0dfd", "https://api.openai.com/v1", "chat", "gpt-4o", "gpt-4o-2024-05-13", null, "2026-11-22T10:00:00Z",
            new(42, Output: 2), "42 × 5 + 2 × 15", 0.00024m),
        new("openai-f0dbe6185b", "https://api.openai.com/v1", "responses", "gpt-5.1", "gpt-5.1-2025-11-13", "default", "2026-11-22T10:00:00Z",
            new(12724, 4352, Output: 698, Reasoning: 532), "8372 × 1.25 + 4352 × 0.125 + 698 × 10", 0.017989m),
        new("openai-75f9eeff4f", "https://api.openai.com/v1", "responses", "gpt-5.6", "gpt-5.6-sol", "default", "2026-11-22T10:00:00Z",
            new(8576, 0, 4418, 52, 32) { Searches = 1 }, "4158 × 4 + 4418 × 5 + 52 × 20 + 1 × 10000", 0.049762m),
        new("openrouter-27c6c9cbaf, by the list of OpenAI on the day", "https://api.openai.com/v1", "responses", "gpt-5.6-sol", "gpt-5.6-sol", "default", "2026-08-01T00:00:00Z",
            new(4020, 0, 4012, 5, 0), "8 × 5 + 4012 × 6.25 + 5 × 30", 0.025265m),
        new("openai-cb5e4442ff", "https://api.openai.com/v1", "responses", "gpt-5", "gpt-5-2025-08-07", "flex", "2026-11-22T10:00:00Z",
            new(53, 0, Output: 469, Reasoning: 448), "53 × 0.625 + 469 × 5", 0.002378125m),
        new("openai-73aaba0d9f", "https://api.openai.com/v1", "chat", "gpt-5", "gpt-5-2025-08-07", "priority", "2026-11-22T10:00:00Z",
            new(8, 0, Output: 82, Reasoning: 64), "8 × 2.5 + 82 × 20", 0.00166m),
        new("openai-2c7a8e0fb5", "https://api.openai.com/v1", "chat", "gpt-audio-1.5", "gpt-audio-1.5", "default", "2026-11-22T10:00:00Z",
            new(185, 0, Output: 49, Reasoning: 0, AudioInput: 130, AudioOutput: 34), "55 × 2.5 + 130 × 32 + 15 × 10 + 34 × 64", 0.0066235m),
        new("openai-c9c2402f3a", "https://api.openai.com/v1", "images", "gpt-image-1", null, null, "2026-11-22T10:00:00Z",
            new(11, Output: 6240) { ImageInput = 0, ImageOutput = 6240 }, "11 × 5 + 6240 × 40", 0.249655m),
        new("openai-71be706779", "https://api.openai.com/v1", "speech", "tts-1", null, null, "2026-11-22T10:00:00Z",
            new(null) { Characters = 22 }, "22 × 15", 0.00033m),
        new("openai-00563f6dde", "https://api.openai.com/v1", "embeddings", "text-embedding-3-small", "text-embedding-3-small", null, "2026-11-22T10:00:00Z",
            new(20), "20 × 0.02", 0.0000004m),
        new("OpenAI, one token below its long-context price", "https://api.openai.com/v1", "responses", "gpt-5.4", "gpt-5.4-2026-03-05", null, "2026-11-22T10:00:00Z",
            new(271999, Output: 100), "271999 × 2.5 + 100 × 15", 0.6814975m),
        new("OpenAI, at its long-context price", "https://api.openai.com/v1", "responses", "gpt-5.4", "gpt-5.4-2026-03-05", null, "2026-11-22T10:00:00Z",
            new(272000, Output: 100), "272000 × 5 + 100 × 22.5", 1.36225m),
        new("OpenAI, a model without a price for cached input", "https://api.openai.com/v1", "responses", "o3-pro", "o3-pro-2025-06-10", null, "2026-11-22T10:00:00Z",
            new(1000, 400, Output: 10), "1000 × 20 + 10 × 80", 0.0208m),
        new("azure-openai-1218f5ec20", "https://vercel-azure.openai.azure.com/openai", "responses", null, "gpt-5-mini-2025-08-07", "default", "2026-11-22T10:00:00Z",
            new(3737, 2304, Output: 621, Reasoning: 512), "1433 × 0.25 + 2304 × 0.025 + 621 × 2", 0.00165785m),
        new("azure-openai-2ca55d8fa3", "https://test-azure.openai.azure.com", "chat", "gpt-5.2_2025-12-11", "gpt-5.2-2025-12-11", "default", "2026-11-22T10:00:00Z",
            new(12, 0, Output: 24, Reasoning: 0), "12 × 1.75 + 24 × 14", 0.000357m),
        new("azure-ai-foundry-81647611fb", "https://rubyllm.services.ai.azure.com", "chat", "grok-4-1-fast-non-reasoning", "grok-4-1-fast-non-reasoning", null, "2026-11-22T10:00:00Z",
            new(181, 158, Output: 110, Reasoning: 0), "23 × 0.2 + 158 × 0.05 + 110 × 0.5", 0.0000675m),
        new("bedrock-60b617cc53", "https://bedrock-runtime.us-east-1.amazonaws.com", "chat", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", null, null, "2026-11-22T10:00:00Z",
            new(1951, 1712, 236, 121), "3 × 3.3 + 1712 × 0.33 + 236 × 4.125 + 121 × 16.5", 0.00354486m),
        new("bedrock-6620f4de52", "https://bedrock-runtime.us-east-1.amazonaws.com", "chat", "us.anthropic.claude-3-7-sonnet-20250219-v1:0", null, null, "2026-11-22T10:00:00Z",
            new(1040, 1028, 0, 185), "12 × 3 + 1028 × 0.3 + 185 × 15", 0.0031194m),
        new("bedrock-b02211e77f", "https://bedrock-runtime.us-east-1.amazonaws.com", "invoke", "anthropic.claude-3-5-haiku-20241022-v1:0", "claude-3-5-haiku-20241022", null, "2026-11-22T10:00:00Z",
            new(18135, 0, 18131, 50), "4 × 0.8 + 18131 × 1 + 50 × 4", 0.0183342m),
        new("bedrock-61bc9f5156", "https://bedrock-runtime.us-east-1.amazonaws.com", "chat", "us.amazon.nova-pro-v1:0", null, null, "2026-11-22T10:00:00Z",
            new(13, Output: 71), "13 × 0.8 + 71 × 3.2", 0.0002376m),
        new("bedrock-mantle-9bdbe6559e", "https://bedrock-mantle.us-east-1.api.aws", "responses", "openai.gpt-5.6-luna", "openai.gpt-5.6-luna", "default", "2026-11-22T10:00:00Z",
            new(88, 0, 86, 14, 0), "2 × 0.22 + 86 × 0.275 + 14 × 1.32", 0.00004257m),
        new("gemini-78d227813d", "https://generativelanguage.googleapis.com", "chat", "gemini-2.5-flash", "gemini-2.5-flash", "standard", "2026-11-22T10:00:00Z",
            new(9, 0, Output: 233, Reasoning: 220), "9 × 0.3 + 233 × 2.5", 0.0005852m),
        new("gemini-49a3df5fd1", "https://generativelanguage.googleapis.com", "chat", "gemini-2.5-pro", "gemini-2.5-pro", null, "2026-11-22T10:00:00Z",
            new(272, Output: 727, Reasoning: 641) { ImageInput = 258 }, "272 × 1.25 + 727 × 10", 0.00761m),
        new("gemini-8256553952", "https://generativelanguage.googleapis.com", "chat", "gemini-2.5-flash", "gemini-2.5-flash", "standard", "2026-11-22T10:00:00Z",
            new(17713, 17379, Output: 889, Reasoning: 821, AudioInput: 1917) { AudioCacheRead = 1881 }, "298 × 0.3 + 36 × 1 + 15498 × 0.03 + 1881 × 0.1 + 889 × 2.5", 0.00300094m),
        new("Gemini, above 200,000 input tokens", "https://generativelanguage.googleapis.com", "chat", "models/gemini-2.5-pro", "gemini-2.5-pro", null, "2026-11-22T10:00:00Z",
            new(250000, Output: 1000, Reasoning: 800), "250000 × 2.5 + 1000 × 15", 0.64m),
        new("vertex-955f99f119", "https://aiplatform.googleapis.com", "chat", "gemini-2.5-flash", "gemini-2.5-flash", "ON_DEMAND", "2026-11-22T10:00:00Z",
            new(9613, 9602, Output: 72, Reasoning: 39), "11 × 0.3 + 9602 × 0.03 + 72 × 2.5", 0.00047136m),
        new("vertex-anthropic-ad792b4dc4", "https://us-east5-aiplatform.googleapis.com", "chat", "claude-3-7-sonnet@20250219", "claude-3-7-sonnet-20250219", null, "2026-11-22T10:00:00Z",
            new(16, 0, 0, 16), "16 × 3 + 16 × 15", 0.000288m),
        new("xai-40c313536f", "https://api.x.ai/v1", "chat", "grok-code-fast-1", "grok-code-fast-1", null, "2026-11-22T10:00:00Z",
            new(429, 192, Output: 546, Reasoning: 502), "237 × 0.2 + 192 × 0.02 + 546 × 1.5", 0.00087024m),
        new("xAI, 5,411,000 ticks of its own", "https://api.x.ai/v1", "chat", "grok-code-fast-1", "grok-code-fast-1", null, "2026-11-22T10:00:00Z",
            new(496, 320, Output: 333, Reasoning: 300), "176 × 0.2 + 320 × 0.02 + 333 × 1.5", 0.0005411m),
        new("xai-b7bac6f9d6", "https://api.x.ai/v1", "chat", "grok-4-fast", "grok-4-fast-reasoning", null, "2026-11-22T10:00:00Z",
            new(401, 400, Output: 301, Reasoning: 257), "1 × 0.2 + 400 × 0.05 + 301 × 0.5", 0.0001707m),
        new("xai-671ae39186", "https://api.x.ai/v1", "responses", "grok-4.3", "grok-4.3", "default", "2026-11-22T10:00:00Z",
            new(303, 128, Output: 272, Reasoning: 257), "175 × 1.25 + 128 × 0.2 + 272 × 2.5", 0.00092435m),
        new("openrouter-63bb375aa4", "https://openrouter.ai/api/v1", "chat", "anthropic/claude-sonnet-4.6", "anthropic/claude-4.6-sonnet-20260217", null, "2026-11-22T10:00:00Z",
            new(2649, 2569, 79, 100, 0), "1 × 3 + 2569 × 0.3 + 79 × 3.75 + 100 × 15", 0.00256995m),
        new("openrouter-4e98697640", "https://openrouter.ai/api/v1", "chat", "z-ai/glm-5-turbo", "z-ai/glm-5-turbo-20260315", null, "2026-11-22T10:00:00Z",
            new(275, 192, 0, 76, 27), "83 × 1.2 + 192 × 0.24 + 76 × 4", 0.00044968m),
        new("openrouter-bfdbe3a250", "https://openrouter.ai/api/v1", "chat", "openai/gpt-5-mini", "openai/gpt-5-mini-2025-08-07", "default", "2026-11-22T10:00:00Z",
            new(73, 0, 0, 162, 128), "73 × 0.25 + 162 × 2", 0.00034225m),
        new("groq-46be4948a3", "https://api.groq.com/openai/v1", "chat", "openai/gpt-oss-120b", "openai/gpt-oss-120b", "on_demand", "2026-11-22T10:00:00Z",
            new(84, Output: 41, Reasoning: 31), "84 × 0.15 + 41 × 0.6", 0.0000372m),
        new("groq-18a58f39fd", "https://api.groq.com/openai/v1", "chat", null, "qwen/qwen3-32b", "on_demand", "2026-11-22T10:00:00Z",
            new(17, Output: 649, Reasoning: 570), "17 × 0.29 + 649 × 0.59", 0.00038784m),
        new("deepseek-cdf4ef9fed, on a Sunday", "https://api.deepseek.com", "chat", "deepseek-chat", "deepseek-v4-flash", null, "2026-11-22T02:00:00Z",
            new(416, 256, Output: 48), "160 × 0.22 + 256 × 0.007 + 48 × 0.66", 0.000068672m),
        new("deepseek-cdf4ef9fed, on Monday in the dear hours", "https://api.deepseek.com", "chat", "deepseek-chat", "deepseek-v4-flash", null, "2026-11-23T02:00:00Z",
            new(416, 256, Output: 48), "160 × 0.44 + 256 × 0.014 + 48 × 1.32", 0.000137344m),
        new("deepseek-cdf4ef9fed, before there were any", "https://api.deepseek.com", "chat", "deepseek-chat", "deepseek-v4-flash", null, "2026-08-16T02:00:00Z",
            new(416, 256, Output: 48), "160 × 0.14 + 256 × 0.0028 + 48 × 0.28", 0.0000365568m),
        new("deepseek-f954666452", "https://api.deepseek.com", "chat", null, "deepseek-reasoner", null, "2026-11-22T10:00:00Z",
            new(495, 320, Output: 144, Reasoning: 118), "175 × 0.28 + 320 × 0.028 + 144 × 0.42", 0.00011844m),
        new("mistral-e1d7922ee9", "https://api.mistral.ai", "chat", "mistral-large-latest", "mistral-large-latest", null, "2026-11-22T10:00:00Z",
            new(9, 0, Output: 100), "9 × 2 + 100 × 6", 0.000618m),
        new("mistral-f27f398a05, three seconds of sound", "https://api.mistral.ai", "transcriptions", null, "voxtral-mini-latest", "standard", "2026-11-22T10:00:00Z",
            new(378, 0, Output: 11) { AudioSeconds = 3 }, "3 × 50", 0.00015m), // $0.18 an hour is $50 per million seconds
        new("cohere-b88eae3905, billed less than counted", "https://api.cohere.com", "chat", "command-a-03-2025", null, null, "2026-11-22T10:00:00Z",
            new(503, 448, Output: 11) { BilledInput = 8, BilledOutput = 8 }, "8 × 2.5 + 8 × 10", 0.0001m),
        new("cohere-24e8b0676b", "https://api.cohere.com", "rerank", "rerank-v3.5", null, null, "2026-11-22T10:00:00Z",
            new(null) { SearchUnits = 1 }, "1 × 2000", 0.002m),
        new("cohere-f4fc9a0c43", "https://api.cohere.com", "embeddings", "embed-v4.0", null, null, "2026-11-22T10:00:00Z",
            new(null) { BilledInput = 7 }, "7 × 0.12", 0.00000084m),
        new("perplexity-a02a83d950", "https://api.perplexity.ai", "chat", "sonar", "sonar", "low", "2026-11-22T10:00:00Z",
            new(8, Output: 178), "8 × 1 + 178 × 1 + 1 × 5000", 0.005186m),
        new("perplexity-015dffe36f", "https://api.perplexity.ai", "chat", "sonar-pro", "sonar-pro", "low", "2026-11-22T10:00:00Z",
            new(17, Output: 6), "17 × 3 + 6 × 15 + 1 × 6000", 0.006141m),
        new("perplexity-e3dc34f585", "https://api.perplexity.ai", "chat", "llama-3.1-sonar-small-128k-online", "llama-3.1-sonar-small-128k-online", null, "2026-11-22T10:00:00Z",
            new(12, Output: 43), "12 × 0.2 + 43 × 0.2 + 1 × 5000", 0.005011m),
        new("together-d83abdd684", "https://api.together.ai/v1", "chat", "meta-llama/Llama-3.3-70B-Instruct-Turbo", "meta-llama/Llama-3.3-70B-Instruct-Turbo", null, "2026-11-22T10:00:00Z",
            new(46, 0, Output: 42), "46 × 0.88 + 42 × 0.88", 0.00007744m),
        new("cerebras-3183614f42", "https://api.cerebras.ai/v1", "chat", "gpt-oss-120b", "gpt-oss-120b", null, "2026-11-22T10:00:00Z",
            new(80, 0, Output: 45, Reasoning: 34), "80 × 0.35 + 45 × 0.75", 0.00006175m),
        new("avian-5bbcf57de2", "https://api.avian.io/v1", "chat", "moonshotai/kimi-k2.5", "moonshotai/kimi-k2.5", null, "2026-11-22T10:00:00Z",
            new(194, 128, 0, 161, 109), "66 × 0.45 + 128 × 0.225 + 161 × 2.2", 0.0004127m),
        new("zai-814926eeac", "https://api.z.ai/api/paas/v4", "chat", "glm-4.7", "glm-4.7", null, "2026-11-22T10:00:00Z",
            new(13, 0, Output: 564, Reasoning: 561), "13 × 0.6 + 564 × 2.2", 0.0012486m),
        new("voyage-94de2ae008", "https://api.voyageai.com/v1", "embeddings", "voyage-3-lite", "voyage-3-lite", null, "2026-11-22T10:00:00Z",
            new(12), "12 × 0.02", 0.00000024m),
        new("writer-2845cdde88", "https://api.writer.com/v1", "chat", "palmyra-x4", "palmyra-x4", null, "2026-11-22T10:00:00Z",
            new(39, Output: 74), "39 × 2.5 + 74 × 10", 0.0008375m),
    ];

    /// <summary>The recording; null for a case made up.</summary>
    public string? Recording => Name.Split(',')[0] is var id && id.Length > 11 && id[^11] == '-' && id[^10..].All(char.IsAsciiHexDigitLower) ? id : null;

    public DateTimeOffset Time => DateTimeOffset.Parse(At, System.Globalization.CultureInfo.InvariantCulture);

    public PriceBook Book => PriceBook.Create([], [], [new(null, "golden", new(Url), false)]);

    public Bill Bill => new()
    {
        ProjectId = Guid.Empty,
        Upstream = "golden",
        Endpoint = Endpoint,
        At = Time,
        ModelRequested = Requested,
        ModelServed = Served,
        ServiceTier = Tier,
        Usage = Usage,
    };
}
