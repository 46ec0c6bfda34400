namespace Observability.Domain.Pricing;

/// <summary>How an upstream bills a project: by whose list, and at what factor of it.</summary>
public sealed class UpstreamTerms
{
    /// <summary>UUIDv7.</summary>
    public Guid Id { get; set; }

    /// <summary>The project.</summary>
    public Guid ProjectId { get; set; }

    /// <summary>Name of the upstream.</summary>
    public string Upstream { get; set; } = "";

    /// <summary>The provider of the catalogue whose list holds, such as <c>openai</c>; null = told by the upstream's host.</summary>
    public string? Provider { get; set; }

    /// <summary>What a list price is multiplied by: 1 is the list, 0.8 a discount of 20 %. Prices of the project's own are not multiplied.</summary>
    public decimal Factor { get; set; } = 1;

    /// <summary>Why, or where it is agreed; null = not said.</summary>
    public string? Note { get; set; }

    /// <summary>When it was last changed.</summary>
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Who changed it.</summary>
    public string UpdatedBy { get; set; } = "";

    /// <summary>Null when they may be used; otherwise a sentence that says why not.</summary>
    public string? Refuse()
    {
        if (Upstream.Length == 0)
        {
            return "Terms must name an upstream.";
        }

        if (Provider is { } name && PriceCatalogue.Find(name) is null)
        {
            return $"'{name}' is not a provider of the catalogue. Known are: {string.Join(", ", PriceCatalogue.Providers.Select(p => p.Id))}.";
        }

        return Factor is < 0 or > 100 ? "The factor must be from 0 to 100: 1 is the list price, 0.8 a discount of 20 %." : null;
    }
}
