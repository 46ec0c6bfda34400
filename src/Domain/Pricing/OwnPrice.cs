namespace Observability.Domain.Pricing;

/// <summary>A price of a project's own: for a local model, a relay, a negotiated rate. It wins over the catalogue.</summary>
public sealed class OwnPrice
{
    /// <summary>UUIDv7.</summary>
    public Guid Id { get; set; }

    /// <summary>The project.</summary>
    public Guid ProjectId { get; set; }

    /// <summary>Name of the one upstream it holds for; null = for any of the project's.</summary>
    public string? Upstream { get; set; }

    /// <summary>The model as the provider or the request names it; with <c>*</c> at the end every model that begins so, <c>*</c> alone every model.</summary>
    public string Model { get; set; } = "";

    /// <summary>Since when it holds; null = since ever.</summary>
    public DateTimeOffset? StartsAt { get; set; }

    /// <summary>Until when, exclusive; null = for good.</summary>
    public DateTimeOffset? EndsAt { get; set; }

    /// <summary>The rates, JSON as <see cref="RateTableJson"/> writes it.</summary>
    public string Rates { get; set; } = "{}";

    /// <summary>Why, or where it is agreed; null = not said.</summary>
    public string? Note { get; set; }

    /// <summary>When it was entered.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Who entered it.</summary>
    public string CreatedBy { get; set; } = "";

    /// <summary>Null when it may be used; otherwise a sentence that says why not.</summary>
    public string? Refuse()
    {
        if (Model.Length is 0 or > StoredText.MaxIdentifier)
        {
            return $"A price must name a model, in 1 to {StoredText.MaxIdentifier} characters: its id, or the start of it with * at the end.";
        }

        if (Model.IndexOf('*', StringComparison.Ordinal) is var star and >= 0 && star < Model.Length - 1)
        {
            return "A * may stand only at the end of a model's name.";
        }

        if (StartsAt >= EndsAt)
        {
            return "A price must end after it starts.";
        }

        return RateTableJson.TryRead(Rates, out var table, out var refusal) ? table!.Refuse() : refusal;
    }
}
