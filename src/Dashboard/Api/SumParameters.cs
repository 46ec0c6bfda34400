using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Mvc;
using Observability.Dashboard.Ui;
using Observability.Domain.Filters;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Api;

/// <summary>The query of a question about sums, as text: each error is told in words instead of being ignored.</summary>
internal sealed record SumParameters(
    [property: FromQuery, Description("Started at or after, ISO 8601; UTC when no offset is given. Default 24 hours before to.")] string? From,
    [property: FromQuery, Description("Started before, ISO 8601; UTC when no offset is given. Default now.")] string? To,
    [property: FromQuery, Description("minute, hour, day or total (default): how long a bucket is.")] string? Bucket,
    [property: FromQuery(Name = "group_by"), Description("Any of model, user, key, upstream, task, session, outcome, status and prop.<name>, comma-separated.")] string? GroupBy,
    [property: FromQuery, Description("Filter (docs/filters.md), such as model:gpt-4o* -task:any status:(5xx OR 429).")] string? Q,
    [property: FromQuery, Description("IANA name of the zone whose hours and days the buckets are, such as Europe/Berlin; default UTC.")] string? Zone)
{
    /// <summary>Most rows of an answer.</summary>
    public const int MostRows = 10_000;

    private const int MostGroupings = 8;
    private const string Total = "total";

    private static readonly Dictionary<string, BucketStep?> Steps = new(StringComparer.Ordinal)
    {
        ["minute"] = BucketStep.Minute,
        ["hour"] = BucketStep.Hour,
        ["day"] = BucketStep.Day,
        [Total] = null,
    };

    // Averages need the counts that histograms hold.
    private static readonly Distribution[] Told = [Distribution.Latency, Distribution.FirstToken, Distribution.OutputRate];

    /// <summary>Why <see cref="Q"/> cannot be read; null when it can.</summary>
    public FilterError? Unread => Filter.Parse(Q ?? "").Error;

    /// <summary>The question, or what is wrong with which parameter. Of <see cref="Q"/> it is said in <see cref="Unread"/>.</summary>
    public bool TryRead(DateTimeOffset now, [NotNullWhen(true)] out SumQuestion? question, [NotNullWhen(false)] out string? problem)
    {
        question = null;
        if (!ExchangeListParameters.TryTime("from", From, out var from, out problem) || !ExchangeListParameters.TryTime("to", To, out var to, out problem)
            || !TryDimensions(out var by, out problem))
        {
            return false;
        }

        var until = to ?? now;
        var since = from ?? until.AddDays(-1);
        if (since >= until)
        {
            problem = $"from is {since:u} and to is {until:u}: from must be before to.";
        }
        else if (!Steps.TryGetValue(Bucket ?? Total, out var step))
        {
            problem = $"bucket is '{Bucket}'; it must be {string.Join(", ", Steps.Keys)}.";
        }
        else if (ViewerZone.Find(Zone ?? "UTC") is not { } zone)
        {
            problem = $"zone is '{Zone}'; it must be a name of the IANA time zones, such as Europe/Berlin.";
        }
        else if (BoundsOf(since, until, step, zone) is not { } bounds)
        {
            problem = $"{since:u} to {until:u} has more than {Buckets.Most} buckets of a {Bucket}: shorten the range, or take longer buckets.";
        }
        else
        {
            question = new(
                new(bounds, [.. by]) { Filter = Filter.Parse(Q ?? "").Filter ?? Filter.None, ByBucket = step is not null, Distributions = Told, MostRows = MostRows },
                Bucket ?? Total, zone.Id);
            return true;
        }

        return false;
    }

    private static IReadOnlyList<DateTimeOffset>? BoundsOf(DateTimeOffset from, DateTimeOffset to, BucketStep? step, TimeZoneInfo zone)
    {
        try
        {
            return step is { } length ? Buckets.Bounds(from, to, length, zone) : [from, to];
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private bool TryDimensions(out List<Dimension> by, [NotNullWhen(false)] out string? problem)
    {
        by = [];
        problem = null;
        foreach (var name in (GroupBy ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (Dimension.Parse(name) is not { } dimension || name.Contains('\0', StringComparison.Ordinal))
            {
                problem = $"group_by names '{name}'; it can name {string.Join(", ", Dimension.Named.Select(d => d.Name))} and prop.<name of a property>.";
                return false;
            }

            if (by.Contains(dimension) || by.Count == MostGroupings)
            {
                problem = $"group_by is '{GroupBy}'; it can name up to {MostGroupings}, each once.";
                return false;
            }

            by.Add(dimension);
        }

        return true;
    }
}

/// <summary>A question about sums, as the API was asked it.</summary>
/// <param name="Query">The question.</param>
/// <param name="Bucket">How long a bucket is, as it was written.</param>
/// <param name="Zone">Whose hours and days.</param>
internal sealed record SumQuestion(UsageQuery Query, string Bucket, string Zone);
