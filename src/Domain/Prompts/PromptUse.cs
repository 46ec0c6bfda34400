namespace Observability.Domain.Prompts;

/// <summary>An exchange that was made from a version of a prompt. An exchange is made from one version at most.</summary>
public sealed class PromptUse
{
    /// <summary>When the exchange started.</summary>
    public DateTimeOffset StartedAt { get; set; }

    /// <summary>The exchange.</summary>
    public Guid ExchangeId { get; set; }

    /// <summary>The project.</summary>
    public Guid ProjectId { get; set; }

    /// <summary>The version.</summary>
    public Guid VersionId { get; set; }

    /// <summary>How that is known.</summary>
    public PromptUseSource How { get; set; }
}

/// <summary>How it is known that an exchange was made from a version of a prompt.</summary>
public enum PromptUseSource
{
    /// <summary>Its producer said so: <c>Helicone-Prompt-Id</c> or <c>X-Observability-Prompt-Id</c>.</summary>
    Header,

    /// <summary>What it sent is what the version says, with something in the places of its variables.</summary>
    Matched,
}
