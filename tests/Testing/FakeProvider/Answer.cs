namespace Observability.Testing.FakeProvider;

/// <summary>What the provider says, before any dialect.</summary>
/// <param name="Reasoning">Tokens of its reasoning aloud; empty when it does not.</param>
/// <param name="Content">Tokens of its answer; empty when it calls a tool.</param>
/// <param name="Tool">The call it makes; null = none.</param>
/// <param name="Truncated">Whether the request's limit cut it short.</param>
/// <param name="PromptTokens">Tokens of the prompt.</param>
public sealed record Answer(
    IReadOnlyList<string> Reasoning, IReadOnlyList<string> Content, ToolCall? Tool, bool Truncated, int PromptTokens)
{
    /// <summary>Everything it made, reasoning included, tokens.</summary>
    public int OutputTokens => Reasoning.Count + Content.Count + (Tool is null ? 0 : Tokens.Count(Tool.ArgumentsJson) + 1);

    /// <summary>The part of the prompt it remembered: whole blocks of 128 tokens of any prompt of 1,024 or more.</summary>
    public int CachedTokens => PromptTokens < 1024 ? 0 : PromptTokens * 3 / 4 / 128 * 128;

    /// <summary>The answer's text.</summary>
    public string Text => string.Concat(Content);

    /// <summary>The reasoning's text; null when there is none.</summary>
    public string? ReasoningText => Reasoning.Count == 0 ? null : string.Concat(Reasoning);
}

/// <summary>A call of a tool.</summary>
/// <param name="Name">The tool.</param>
/// <param name="ArgumentsJson">Its arguments, a JSON object.</param>
public sealed record ToolCall(string Name, string ArgumentsJson);
