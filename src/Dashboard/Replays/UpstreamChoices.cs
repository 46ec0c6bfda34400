using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Domain.Upstreams;

namespace Observability.Dashboard.Replays;

/// <summary>The upstreams a call of the project may go to, by name.</summary>
[Requires(Access.Read)]
public sealed record ListUpstreamChoices : IRequest<UpstreamChoices>;

/// <summary>The upstreams a call of the project may go to.</summary>
/// <param name="All">They, by name.</param>
public sealed record UpstreamChoices(IReadOnlyList<UpstreamChoice> All)
{
    /// <summary>The one of this name; null when there is none.</summary>
    public UpstreamChoice? Find(string name) => All.FirstOrDefault(u => u.Name == name);
}

/// <summary>An upstream a call may go to.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Family">Family of formats it speaks.</param>
/// <param name="BasePath">Path of its base URL, without a slash at its end; empty for a bare host.</param>
/// <param name="HasCredential">Whether a credential is stored for it.</param>
/// <param name="Models">Models that answered there lately, the most frequent first.</param>
public sealed record UpstreamChoice(string Name, string Family, string BasePath, bool HasCredential, IReadOnlyList<string> Models)
{
    /// <summary>What may be known of an upstream.</summary>
    public static UpstreamChoice Of(Upstream row, IReadOnlyList<string> models) => new(
        row.Name, row.Format, UpstreamUrl.Refuse(row.BaseUrl) is null ? UpstreamUrl.Parse(row.BaseUrl).AbsolutePath.TrimEnd('/') : "", row.Credential is not null, models);
}

internal sealed class ListUpstreamChoicesHandler(ObservabilityDb db, Caller caller, TimeProvider time) : IRequestHandler<ListUpstreamChoices, UpstreamChoices>
{
    private const int MostModels = 50;
    private const int NewestCalls = 5_000;

    private static readonly TimeSpan Lately = TimeSpan.FromDays(7);

    public async Task<UpstreamChoices> Handle(ListUpstreamChoices request, CancellationToken cancellationToken)
    {
        var rows = await db.Upstreams.Where(u => u.ProjectId == null || u.ProjectId == caller.ProjectId).ToListAsync(cancellationToken);
        var models = (await ModelsAsync(cancellationToken)).ToLookup(m => m.Upstream, m => m.Model);
        return new([
            .. rows.OrderBy(u => u.ProjectId is null).DistinctBy(u => u.Name).OrderBy(u => u.Name, StringComparer.Ordinal)
                .Select(u => UpstreamChoice.Of(u, [.. models[u.Name].Take(MostModels)])),
        ]);
    }

    // Of the newest calls, so that it takes no longer where there are more of them.
    private async Task<List<(string Upstream, string Model)>> ModelsAsync(CancellationToken ct)
    {
        var from = time.GetUtcNow() - Lately;
        var used = await db.Exchanges
            .Where(e => e.ProjectId == caller.ProjectId && e.StartedAt >= from && e.ModelRequested != null && e.Outcome == ExchangeOutcome.Completed)
            .OrderByDescending(e => e.StartedAt).Take(NewestCalls)
            .GroupBy(e => new { e.Upstream, e.ModelRequested }).Select(g => new { g.Key.Upstream, g.Key.ModelRequested, Calls = g.Count() })
            .ToListAsync(ct);
        return [.. used.OrderByDescending(m => m.Calls).ThenBy(m => m.ModelRequested, StringComparer.Ordinal).Select(m => (m.Upstream, m.ModelRequested!))];
    }
}
