namespace Observability.Domain.Pricing;

/// <summary>One published price: a line of the catalogue.</summary>
/// <param name="Provider">Whose list, such as <c>openai</c>.</param>
/// <param name="Model">The model's id.</param>
/// <param name="Rates">What is asked for what.</param>
/// <param name="Sources">Where it is published; at least one.</param>
/// <param name="CheckedOn">As of when: the date of the list it was taken from; of a line kept by hand, the day it was entered.</param>
public sealed record CataloguePrice(string Provider, string Model, RateTable Rates, IReadOnlyList<string> Sources, DateOnly CheckedOn)
{
    /// <summary>Other ids of the same model at the same price.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Starts of ids whose rest is only a revision (a date, <c>-latest</c>, <c>-v1:0</c>, …).</summary>
    public IReadOnlyList<string> Prefixes { get; init; } = [];

    /// <summary>Whether a region and a vendor may stand before a prefix (<c>us.amazon.</c>): the price is the same in all regions.</summary>
    public bool Anywhere { get; init; }

    /// <summary>Since when it is in force; null = since ever. A later one of the same model takes its place.</summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>The times of the day it holds at, UTC; empty = all day. Where it does not hold, the one of the same model without hours does.</summary>
    public IReadOnlyList<DayWindow> Hours { get; init; } = [];

    /// <summary>Whether <see cref="Hours"/> hold from Monday to Friday only.</summary>
    public bool WeekdaysOnly { get; init; }

    /// <summary>What a reader of the price should know; null when there is nothing.</summary>
    public string? Note { get; init; }
}

/// <summary>A time of the day, UTC.</summary>
/// <param name="From">Its start.</param>
/// <param name="Until">Its end, exclusive.</param>
public readonly record struct DayWindow(TimeOnly From, TimeOnly Until)
{
    /// <summary>Whether <paramref name="time"/> is in it.</summary>
    public bool Contains(TimeOnly time) => time.IsBetween(From, Until);
}

/// <summary>A provider with a list of prices.</summary>
/// <param name="Id">Such as <c>openai</c>.</param>
/// <param name="Name">As people write it.</param>
/// <param name="Hosts">Hosts of its API; a <c>*</c> stands for any text. Where one has a path, only URLs whose path starts so are meant.</param>
public sealed record CatalogueProvider(string Id, string Name, IReadOnlyList<string> Hosts)
{
    /// <summary>What upstreams of it are usually called, beside its id.</summary>
    public IReadOnlyList<string> UpstreamNames { get; init; } = [];

    /// <summary>Which of an exchange's two model names its prices go by.</summary>
    public NamedBy NamedBy { get; init; }

    /// <summary>Whether tokens read from the cache cost what other input does where its list has no rate for them.</summary>
    public bool CacheReadAtInput { get; init; }

    /// <summary>Whether tokens written to the cache cost what other input does where its list has no rate for them.</summary>
    public bool CacheWriteAtInput { get; init; }

    /// <summary>Providers whose standard prices it asks for models its own list lacks, in that order.</summary>
    public IReadOnlyList<string> Then { get; init; } = [];

    /// <summary>Where these rules are published; null when there are none.</summary>
    public string? Source { get; init; }
}

/// <summary>Which model name of an exchange tells the price.</summary>
public enum NamedBy
{
    /// <summary>That of the answer, and where the list does not have it that of the request.</summary>
    Answer,

    /// <summary>Only that of the answer: requests name deployments, which customers call what they like.</summary>
    Served,

    /// <summary>Only that of the request: the answer's leaves out the region, on which the price depends.</summary>
    Requested,
}
