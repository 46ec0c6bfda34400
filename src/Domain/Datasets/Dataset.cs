namespace Observability.Domain.Datasets;

/// <summary>Rows of inputs and expected answers under a name: what experiments run over.</summary>
public sealed class Dataset
{
    /// <summary>UUIDv7.</summary>
    public Guid Id { get; set; }

    /// <summary>The project.</summary>
    public Guid ProjectId { get; set; }

    /// <summary>Name for people; a project has a name once, whatever the case.</summary>
    public string Name { get; set; } = "";

    /// <summary>What it is for; empty = nobody said.</summary>
    public string Description { get; set; } = "";

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>E-mail of the account or name of the key that made it.</summary>
    public string CreatedBy { get; set; } = "";

    /// <summary>When it or one of its rows was last changed by somebody.</summary>
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Who changed it last.</summary>
    public string UpdatedBy { get; set; } = "";
}
