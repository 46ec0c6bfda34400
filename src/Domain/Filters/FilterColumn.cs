namespace Observability.Domain.Filters;

/// <summary>Where a value is, told twice: in SQL over <c>exchanges e</c>, and of a subject in memory. The two mean the same (a property test).</summary>
/// <param name="Sql">The expression in SQL.</param>
internal abstract record FilterColumn(string Sql)
{
    /// <summary>Whether rows always have it, but a request that still runs has not: it is told when the answer is over.</summary>
    public bool IsOfAnswer { get; init; }
}

/// <param name="Sql">The expression in SQL.</param>
/// <param name="Value">Null = there is none.</param>
internal sealed record TextColumn(string Sql, Func<FilterSubject, string?> Value) : FilterColumn(Sql)
{
    /// <summary>The value in small letters, for long texts that many filters ask; null = it is folded when asked.</summary>
    public Func<FilterSubject, string?>? Folded { get; init; }
}

/// <summary>Several texts; none is an empty list.</summary>
internal sealed record ListColumn(string Sql, Func<FilterSubject, IReadOnlyList<string>> Values) : FilterColumn(Sql);

/// <summary>A number that is kept exactly.</summary>
internal sealed record NumberColumn(string Sql, Func<FilterSubject, decimal?> Value) : FilterColumn(Sql);

/// <summary>A number in double precision: so is what it is compared with.</summary>
internal sealed record RealColumn(string Sql, Func<FilterSubject, double?> Value) : FilterColumn(Sql);

internal sealed record FlagColumn(string Sql, Func<FilterSubject, bool?> Value) : FilterColumn(Sql);

internal sealed record UuidColumn(string Sql, Func<FilterSubject, Guid?> Value) : FilterColumn(Sql);

/// <summary>A value of a JSON object: a number, or yes or no.</summary>
internal sealed record ScoreColumn(string Sql, Func<FilterSubject, Score> Value) : FilterColumn(Sql);
