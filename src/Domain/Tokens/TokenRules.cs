namespace Observability.Domain.Tokens;

/// <summary>Which rule counts a model's tokens, told from its name.</summary>
/// <remarks>
/// Which of OpenAI's models has which encoding: the npm package gpt-tokenizer 4.0.0. Everything else is measured on recorded exchanges whose
/// provider counted: see docs/token-estimates.md.
/// </remarks>
internal static class TokenRules
{
    private static readonly TokenRule Gpt4o = new("gpt-4o") { IsExact = true, ReadsSchema = true, PerRequest = 3, PerMessage = 4, PerCall = 7, ToolFactor = 0.65 };
    private static readonly TokenRule Gpt5 = Gpt4o with { Family = "gpt-5", HidesReasoning = true, PerRequest = 2, PerAnswer = 4, PerCall = 12, PerToolList = 10 };
    private static readonly TokenRule Gpt4 = Gpt4o with { Family = "gpt-4", IsCl100k = true };
    private static readonly TokenRule GptOss = new("gpt-oss")
    {
        IsExact = true,
        PerRequest = 60,
        PerMessage = 7,
        PerAnswer = 10,
        PerCall = 10,
        PerToolList = 20,
        ToolFactor = 0.6,
    };

    private static readonly TokenRule Llama = new("llama") { Factor = 1.02, PerRequest = 5, PerMessage = 4, PerAnswer = 1, PerCall = 20, PerToolList = 100 };
    private static readonly TokenRule Llama3 = Llama with { Family = "llama-3", PerRequest = 26, PerCall = 13 };
    private static readonly TokenRule Llama4 = Llama with { Family = "llama-4", PerToolList = 600, ToolFactor = 0.8 };
    private static readonly TokenRule Mistral = new("mistral") { Factor = 1.05, PerRequest = 2, PerMessage = 2, PerAnswer = 1, PerCall = 6, PerToolList = 10, ToolFactor = 1.2 };
    private static readonly TokenRule Qwen = new("qwen") { Factor = 1.03, PerRequest = 2, PerMessage = 6, PerAnswer = 5, PerCall = 12, PerToolList = 80 };
    private static readonly TokenRule Unknown = new("other") { Factor = 1.05, PerRequest = 3, PerMessage = 4, PerAnswer = 1, PerCall = 10 };

    // What a name starts with; a version's name before that of what came before it.
    private static readonly (string Start, TokenRule Rule)[] OpenAi =
    [
        ("gpt-4o", Gpt4o), ("gpt-4.1", Gpt4o), ("gpt-4.5", Gpt4o), ("chatgpt-4o", Gpt4o), ("gpt-audio", Gpt4o), ("gpt-realtime", Gpt4o),
        ("gpt-5", Gpt5), ("gpt-6", Gpt5), ("o1", Gpt5), ("o3", Gpt5), ("o4", Gpt5), ("codex", Gpt5), ("chatgpt-5", Gpt5),
        ("gpt-4", Gpt4), ("gpt-3.5", Gpt4), ("gpt-35", Gpt4), ("text-embedding-3", Gpt4), ("text-embedding-ada", Gpt4),
    ];

    // What a name contains.
    private static readonly (string Part, TokenRule Rule)[] Others =
    [
        ("gpt-oss", GptOss),
        ("claude", new("claude") { Factor = 1.06, PerRequest = 3, PerMessage = 3, PerAnswer = 3, PerCall = 40, PerToolList = 370, ToolFactor = 0.9 }),
        ("gemini", new("gemini") { HidesReasoning = true, Factor = 1.02, PerMessage = 1, PerCall = 6, ToolFactor = 0.6 }),
        ("gemma", new("gemma") { Factor = 1.05, PerRequest = 4, PerMessage = 5, PerAnswer = 2, PerCall = 10 }),
        ("llama-4", Llama4), ("llama4", Llama4),
        ("llama-3.", Llama3), ("llama3.", Llama3), ("llama3-1", Llama3), ("llama3-2", Llama3), ("llama3-3", Llama3),
        ("llama", Llama),
        ("mistral", Mistral), ("mixtral", Mistral), ("ministral", Mistral), ("magistral", Mistral), ("codestral", Mistral), ("devstral", Mistral),
        ("deepseek", new("deepseek") { Factor = 1.02, PerRequest = 3, PerMessage = 1, PerAnswer = 1, PerCall = 28, PerToolList = 210, ToolFactor = 1.5 }),
        ("qwen", Qwen), ("qwq", Qwen),
        ("grok", new("grok") { HidesReasoning = true, PerRequest = 155, PerMessage = 3, PerCall = 12, PerToolList = 90, ToolFactor = 1.2 }),
        ("kimi", new("kimi") { PerRequest = 2, PerMessage = 5, PerAnswer = 2, PerCall = 10, PerToolList = 10 }),
        ("glm", new("glm") { Factor = 1.03, PerRequest = 4, PerMessage = 1, PerAnswer = 2, PerCall = 10, PerToolList = 90, ToolFactor = 1.2 }),
        ("command", new("command") { Factor = 1.1, PerRequest = 60, PerMessage = 4, PerAnswer = 2, PerToolList = 1_000, ToolFactor = 0.6 }),
        ("nova", new("nova") { PerCall = 14, PerToolList = 890, ToolFactor = 0.6 }),
        ("sonar", new("sonar") { PerMessage = 1 }),
    ];

    /// <summary>The rule for a model; the one for models nobody knows when it is null or not known.</summary>
    /// <param name="model">The model as a provider or a client names it: <c>gpt-4o-mini</c>, <c>openai/gpt-4o</c>, <c>us.anthropic.claude-3-haiku-20240307-v1:0</c>.</param>
    public static TokenRule Of(string? model)
    {
        var name = (model ?? "").ToLowerInvariant();
        name = name[(name.LastIndexOf('/') + 1)..];
        foreach (var (part, rule) in Others)
        {
            if (name.Contains(part, StringComparison.Ordinal))
            {
                return rule;
            }
        }

        // Fine-tuned models, and Bedrock's and Snowflake's way to say whose it is.
        var own = name.StartsWith("ft:", StringComparison.Ordinal) ? name[3..]
            : name.StartsWith("openai.", StringComparison.Ordinal) || name.StartsWith("openai-", StringComparison.Ordinal) ? name[7..]
            : name;
        foreach (var (start, rule) in OpenAi)
        {
            if (own.StartsWith(start, StringComparison.Ordinal) && (start.Length > 2 || own.Length == start.Length || own[start.Length] == '-'))
            {
                return rule;
            }
        }

        return Unknown;
    }
}
