using Observability.Domain.Exchanges;
using Observability.Domain.Filters;

namespace Observability.Dashboard.Live;

/// <summary>The filter of a list as a question to rows in memory: it keeps what the list would hold when it is read anew.</summary>
/// <param name="filter">The filter.</param>
/// <param name="names">The names of the project's keys and users.</param>
internal sealed class TailMatch(LiveFilter filter, FilterNames names)
{
    private readonly Func<FilterSubject, bool> _asked = filter.Terms is { } terms ? FilterPredicate.Of(terms, names) : _ => false;
    private readonly Func<FilterSubject, bool> _askedOfRunning = filter.Terms is { } terms ? FilterPredicate.OfRunning(terms, names) : _ => false;

    /// <summary>Whether it asks for names of keys or users.</summary>
    public bool AsksNames { get; } = filter.Terms is { } terms && FilterNames.AreAskedBy(terms);

    /// <summary>Whether it asks for what was said.</summary>
    public bool AsksTexts { get; } = filter.Terms?.AsksTexts == true;

    /// <summary>Whether it asks for kept headers.</summary>
    public bool AsksHeaders { get; } = filter.Terms is { } terms && terms.Fields.Any(f => f.Kind == FilterKind.Header);

    /// <summary>Whether it keeps an exchange.</summary>
    public bool Keeps(FilterSubject subject) => IsInFrame(subject.Row) && _asked(subject);

    /// <summary>Whether it keeps a request that still runs. Whatever its answer will say it has not.</summary>
    public bool KeepsRunning(FilterSubject subject) => IsInFrame(subject.Row) && _askedOfRunning(subject);

    private bool IsInFrame(Exchange row) =>
        (filter.ModelLists || row.Endpoint != "models")
        && (filter.User is not { } user || row.User == user)
        && (filter.From is not { } from || row.StartedAt >= from)
        && (filter.To is not { } to || row.StartedAt < to);
}
