namespace Observability.Domain.Prompts;

/// <summary>What a prompt says, as somebody left it: never changed, never deleted while the prompt stands.</summary>
public sealed class PromptVersion
{
    /// <summary>UUIDv7.</summary>
    public Guid Id { get; set; }

    /// <summary>The project.</summary>
    public Guid ProjectId { get; set; }

    /// <summary>The prompt.</summary>
    public Guid PromptId { get; set; }

    /// <summary>1, 2, 3 … of its prompt, without gaps.</summary>
    public int Number { get; set; }

    /// <summary>Name of the upstream it is meant for; null in a partial.</summary>
    public string? Upstream { get; set; }

    /// <summary>The family of formats its body is in, such as <c>openai</c>; null in a partial.</summary>
    public string? Family { get; set; }

    /// <summary>Path and query the body goes to, the upstream's base path included, such as <c>/v1/chat/completions</c>; null in a partial.</summary>
    public string? Target { get; set; }

    /// <summary>Headers it needs beside those that HTTP and the credential bring, a JSON object of strings; never a credential.</summary>
    public string Headers { get; set; } = "{}";

    /// <summary>The template: a JSON body, or the text of a partial. See <see cref="PromptTemplate"/>.</summary>
    public string Body { get; set; } = "";

    /// <summary>Values of variables nobody gives one for, a JSON object of strings. They win over those that stand in the template.</summary>
    public string Defaults { get; set; } = "{}";

    /// <summary>What is new in it, in words; null = nobody said.</summary>
    public string? Note { get; set; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>E-mail of the account or name of the key that made it.</summary>
    public string CreatedBy { get; set; } = "";
}
