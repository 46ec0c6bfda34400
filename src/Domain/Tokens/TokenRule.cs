namespace Observability.Domain.Tokens;

/// <summary>How tokens are estimated for a family of models: one of OpenAI's encodings, and what the provider wraps around the text.</summary>
/// <param name="Family">A name for the rule, such as <c>gpt-4o</c>.</param>
internal sealed record TokenRule(string Family)
{
    /// <summary>Whether the text is encoded as cl100k_base; else as o200k_base.</summary>
    public bool IsCl100k { get; init; }

    /// <summary>Whether the encoding is the models' own, so that text is counted and not estimated.</summary>
    public bool IsExact { get; init; }

    /// <summary>The models' tokens for each token of the encoding.</summary>
    public double Factor { get; init; } = 1;

    /// <summary>Tokens that open a conversation and the answer.</summary>
    public int PerRequest { get; init; }

    /// <summary>Tokens around each message.</summary>
    public int PerMessage { get; init; }

    /// <summary>Tokens around an answer.</summary>
    public int PerAnswer { get; init; }

    /// <summary>Tokens around a tool call.</summary>
    public int PerCall { get; init; }

    /// <summary>Whether the provider keeps the models' reasoning, or most of it, to itself.</summary>
    public bool HidesReasoning { get; init; }

    /// <summary>Tokens that introduce a list of tools.</summary>
    public int PerToolList { get; init; }

    /// <summary>Tokens for each token of the tools' JSON: OpenAI rewrites it shorter, others pass it on.</summary>
    public double ToolFactor { get; init; } = 1;

    /// <summary>Whether the schema an answer must follow is put into the prompt.</summary>
    public bool ReadsSchema { get; init; }

    /// <summary>The encoding.</summary>
    public BytePairEncoding Encoding => IsCl100k ? BytePairEncoding.Cl100k : BytePairEncoding.O200k;
}
