using Observability.Domain.Filters;

namespace Observability.Dashboard.Live;

/// <summary>What a live list keeps.</summary>
/// <param name="Terms">What was asked in the filter language; null = something that cannot be read, which keeps nothing.</param>
public sealed record LiveFilter(Filter? Terms)
{
    /// <summary>Started at or after; null = whenever.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Started before; null = whenever.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Only those of this user, by the id exchanges carry; null = of anybody.</summary>
    public string? User { get; init; }

    /// <summary>Whether calls for a list of models are kept as well.</summary>
    public bool ModelLists { get; init; } = true;
}
