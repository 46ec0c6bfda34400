using System.ComponentModel.DataAnnotations.Schema;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;

namespace Observability.Dashboard.LocalModels;

/// <summary>How the models on machines of one's own did in a range, by upstream and model.</summary>
/// <param name="From">Started at or after.</param>
/// <param name="To">Started before.</param>
[Requires(Access.Read)]
public sealed record ListLocalModels(DateTimeOffset From, DateTimeOffset To) : IRequest<LocalModelsInRange>
{
    /// <summary>Most models told, those used last.</summary>
    public const int Most = 200;

    /// <summary>The longest range looked at.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(31);

    /// <summary>A load that took at least as long read the model from disk; a warm one is told in a few milliseconds by Ollama too.</summary>
    public static readonly TimeSpan ColdFrom = TimeSpan.FromMilliseconds(500);
}

/// <summary>The models of a range.</summary>
/// <param name="Models">The models, the one used last first; at most <see cref="ListLocalModels.Most"/>.</param>
/// <param name="IsMore">Whether there are more of them.</param>
public sealed record LocalModelsInRange(IReadOnlyList<LocalModel> Models, bool IsMore);

/// <summary>One model on one upstream. What the engine did not say is null.</summary>
public sealed record LocalModel
{
    /// <summary>Name of the upstream.</summary>
    public required string Upstream { get; init; }

    /// <summary>Host and port of the upstream, as configured now; null when it is configured no more.</summary>
    [NotMapped]
    public string? Host { get; init; }

    /// <summary>The model that answered, else the one asked for.</summary>
    public required string Model { get; init; }

    /// <summary>Calls that generate or embed.</summary>
    public long Calls { get; init; }

    /// <summary>Those that failed, whoever's fault it was; not those that the client broke off.</summary>
    public long Errors { get; init; }

    /// <summary>Those of <see cref="Errors"/> whose status said success: the error was inside the stream, or its end was missing.</summary>
    public long Swallowed { get; init; }

    /// <summary>The last call that failed; null when none did.</summary>
    public Guid? LastErrorId { get; init; }

    /// <summary>Calls for which the model was read from disk: <see cref="ListLocalModels.ColdFrom"/> and longer.</summary>
    public long ColdLoads { get; init; }

    /// <summary>Half of the cold loads took less, microseconds; null when there were none.</summary>
    public double? ColdP50Us { get; init; }

    /// <summary>The longest of them.</summary>
    public long? ColdMaxUs { get; init; }

    /// <summary>Input tokens evaluated a second of prefill: the median over calls; null when no engine told both.</summary>
    public double? PrefillP50 { get; init; }

    /// <summary>Nine of ten calls were faster.</summary>
    public double? PrefillP10 { get; init; }

    /// <summary>Output tokens a second of decoding: the median over calls; null when no engine told both.</summary>
    public double? DecodeP50 { get; init; }

    /// <summary>Nine of ten calls were faster.</summary>
    public double? DecodeP10 { get; init; }

    /// <summary>How long calls waited before the engine took them up, microseconds: the median; null when no engine said.</summary>
    public double? QueueP50Us { get; init; }

    /// <summary>95 of 100 waited less.</summary>
    public double? QueueP95Us { get; init; }

    /// <summary>Start of the last call; null when it was only managed.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>That call.</summary>
    public Guid? LastUsedId { get; init; }

    /// <summary>What was last done with it, the latest first: at most one of each kind.</summary>
    [NotMapped]
    public IReadOnlyList<ModelEvent> Events { get; init; } = [];
}

/// <summary>Something was done with a model.</summary>
/// <param name="Kind">What, as the endpoint is called: <c>load</c>, <c>unload</c>, <c>pull</c>, <c>push</c>, <c>create</c>, <c>delete</c>.</param>
/// <param name="At">When it began.</param>
/// <param name="Id">The exchange.</param>
/// <param name="Failed">Whether it failed.</param>
public sealed record ModelEvent(string Kind, DateTimeOffset At, Guid Id, bool Failed);

internal sealed class ListLocalModelsHandler(ObservabilityDb db, Caller caller) : IRequestHandler<ListLocalModels, LocalModelsInRange>
{
    public async Task<LocalModelsInRange> Handle(ListLocalModels request, CancellationToken cancellationToken)
    {
        var (from, to) = (request.From.ToUniversalTime(), request.To.ToUniversalTime());
        if (to - from > ListLocalModels.Longest)
        {
            throw new ArgumentOutOfRangeException(nameof(request), to - from, $"Local models are told for {ListLocalModels.Longest.TotalDays} days at most.");
        }

        var hosts = await HostsAsync(cancellationToken);
        string[] upstreams = [.. hosts.Keys];
        var cold = (long)ListLocalModels.ColdFrom.TotalMicroseconds;
        var rows = await db.Database.SqlQuery<LocalModel>(LocalModelsSql.Models(caller.ProjectId, upstreams, from, to, cold)).ToListAsync(cancellationToken);
        var events = await db.Database.SqlQuery<EventRow>(LocalModelsSql.Events(caller.ProjectId, upstreams, from, to)).ToListAsync(cancellationToken);
        var byModel = events.ToLookup(e => (e.Upstream, e.Model), e => new ModelEvent(e.Kind, e.At, e.Id, e.Failed));
        return new(
            [.. rows.Take(ListLocalModels.Most).Select(r => r with { Host = hosts[r.Upstream], Events = [.. byModel[(r.Upstream, r.Model)].OrderByDescending(e => e.At)] })],
            rows.Count > ListLocalModels.Most);
    }

    // Engines of one's own: those that speak an engine's own API, and what may be a machine at home. Open WebUI is none, for it asks others;
    // nor is what bills by a provider's list.
    private async Task<Dictionary<string, string>> HostsAsync(CancellationToken ct)
    {
        var all = await db.Upstreams.Where(u => u.ProjectId == null || u.ProjectId == caller.ProjectId)
            .OrderBy(u => u.ProjectId == null).Select(u => new { u.Name, u.BaseUrl, u.Format, u.AllowPrivate, u.Prices }).ToListAsync(ct);
        return all.DistinctBy(u => u.Name)
            .Where(u => u.Format is "ollama" or "llamacpp" || (u.AllowPrivate && u.Prices is null && u.Format != "openwebui"))
            .ToDictionary(u => u.Name, u => Uri.TryCreate(u.BaseUrl, UriKind.Absolute, out var url) ? url.Authority : u.BaseUrl, StringComparer.Ordinal);
    }

    internal sealed record EventRow(string Upstream, string Model, string Kind, DateTimeOffset At, Guid Id, bool Failed);
}
