namespace Observability.Domain.Prompts;

/// <summary>A label was put on a version, or taken away. The latest line of a label says where it is; those before are its history.</summary>
public sealed class PromptLabel
{
    /// <summary>Counts up; of two lines of a prompt the later one has the greater number.</summary>
    public long Id { get; set; }

    /// <summary>The project.</summary>
    public Guid ProjectId { get; set; }

    /// <summary>The prompt.</summary>
    public Guid PromptId { get; set; }

    /// <summary>The label, such as <c>production</c>: see <see cref="PromptName"/>.</summary>
    public string Label { get; set; } = "";

    /// <summary>Number of the version it was put on; null = it was taken away.</summary>
    public int? Number { get; set; }

    /// <summary>When.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>E-mail of the account or name of the key that moved it.</summary>
    public string MovedBy { get; set; } = "";
}
