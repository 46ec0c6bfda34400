using MediatR;
using Observability.Domain;

namespace Observability.Dashboard.Keys;

/// <summary>Where producers reach the ingest: for everything that is pasted into a client.</summary>
[Requires(Access.Read)]
public sealed record WhereIngestIs : IRequest<IngestAddress>;

/// <summary>Where the ingest is, as far as the dashboard knows.</summary>
/// <param name="Url">What <c>OBSERVABILITY_INGEST_URL</c> says; null = it is not set.</param>
/// <param name="Port">The ingest's port, for when nothing was said: it is then looked for on the dashboard's own host.</param>
public sealed record IngestAddress(string? Url, int Port)
{
    /// <summary>The address for somebody whose browser shows <paramref name="page"/>, without a slash at its end.</summary>
    public string SeenFrom(string page) => Url ?? new UriBuilder("http", new Uri(page).Host, Port).Uri.GetLeftPart(UriPartial.Authority);
}

internal sealed class WhereIngestIsHandler(Settings settings) : IRequestHandler<WhereIngestIs, IngestAddress>
{
    private const int DefaultPort = 8787;

    public Task<IngestAddress> Handle(WhereIngestIs request, CancellationToken cancellationToken) =>
        Task.FromResult(new IngestAddress(
            settings.Read("OBSERVABILITY_INGEST_URL")?.TrimEnd('/'), settings.Port("OBSERVABILITY_INGEST_PORT", DefaultPort)));
}
