namespace Observability.Domain.Prompts;

/// <summary>A prompt with a name: the body of a call with places for values, or a partial, which is text that others put into theirs. Its versions hold what it says.</summary>
public sealed class Prompt
{
    /// <summary>UUIDv7.</summary>
    public Guid Id { get; set; }

    /// <summary>The project.</summary>
    public Guid ProjectId { get; set; }

    /// <summary>Its name, once in a project and for good: see <see cref="PromptName"/>.</summary>
    public string Name { get; set; } = "";

    /// <summary>Whether it is text that others put into theirs, and cannot be sent by itself.</summary>
    public bool Partial { get; set; }

    /// <summary>What it is for, in words; null = nobody said.</summary>
    public string? Description { get; set; }

    /// <summary>Number of its latest version; at least 1.</summary>
    public int Latest { get; set; }

    /// <summary>When its first version was made.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>E-mail of the account or name of the key that made it.</summary>
    public string CreatedBy { get; set; } = "";

    /// <summary>When it was put away; null = it is in use. What it says stays readable.</summary>
    public DateTimeOffset? ArchivedAt { get; set; }

    /// <summary>Who put it away; null = nobody did.</summary>
    public string? ArchivedBy { get; set; }
}
