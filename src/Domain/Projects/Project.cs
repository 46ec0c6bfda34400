using Observability.Domain.Redaction;

namespace Observability.Domain.Projects;

/// <summary>What keys, exchanges and settings belong to; nothing crosses from one to another.</summary>
public sealed class Project
{
    /// <summary>UUIDv7.</summary>
    public Guid Id { get; set; }

    /// <summary>Short name in URLs and JSON: lower-case letters, digits, hyphens; unique.</summary>
    public string Slug { get; set; } = "";

    /// <summary>Name for people.</summary>
    public string Name { get; set; } = "";

    /// <summary>Name of the upstream that <c>/v1/{key}/…</c> goes to.</summary>
    public string DefaultUpstream { get; set; } = "openai";

    /// <summary>How much of what is said its exchanges keep, from now on.</summary>
    public RedactionMode Redaction { get; set; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When it was deleted: from then on it opens nothing, and its rows go; null = it was not.</summary>
    public DateTimeOffset? DeletedAt { get; set; }
}
