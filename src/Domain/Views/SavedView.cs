namespace Observability.Domain.Views;

/// <summary>What the requests page lists, in which order and with which columns, under a name.</summary>
public sealed class SavedView
{
    /// <summary>UUIDv7.</summary>
    public Guid Id { get; set; }

    /// <summary>The project.</summary>
    public Guid ProjectId { get; set; }

    /// <summary>The account that alone sees it; null = everybody in the project does.</summary>
    public Guid? Owner { get; set; }

    /// <summary>Name for people; each owner, and the project, has a name once, whatever the case.</summary>
    public string Name { get; set; } = "";

    /// <summary>The query of the page's address, without the place in the list and without what is open beside it.</summary>
    public string Query { get; set; } = "";

    /// <summary>When it was put at the head of the page; null = it is only in the menu.</summary>
    public DateTimeOffset? PinnedAt { get; set; }

    /// <summary>Whether the page opens with it: for its owner, or, where it is shared, for everybody who has no default of their own.</summary>
    public bool IsDefault { get; set; }

    /// <summary>When it was saved first.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>E-mail of the account or name of the key that saved it.</summary>
    public string CreatedBy { get; set; } = "";

    /// <summary>When it was last changed; at first when it was saved.</summary>
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Who changed it last.</summary>
    public string UpdatedBy { get; set; } = "";
}
