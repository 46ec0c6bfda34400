using MediatR;

namespace Observability.Dashboard.Exchanges;

/// <summary>Messages of a long conversation that its panel left out, those just before what it shows; null when the exchange is gone.</summary>
/// <param name="Id">The exchange.</param>
/// <param name="Before">How many messages come before what is shown.</param>
[Requires(Access.Read, Bodies = true)]
public sealed record ReadEarlier(Guid Id, int Before) : IRequest<MessagePiece?>
{
    /// <summary>Messages of one answer.</summary>
    public const int Most = 50;
}

// Read again each time: nothing of a giant stays in memory between two questions.
internal sealed class ReadEarlierHandler(IMediator mediator) : IRequestHandler<ReadEarlier, MessagePiece?>
{
    public async Task<MessagePiece?> Handle(ReadEarlier request, CancellationToken cancellationToken) =>
        await mediator.Send(new OneExchange(request.Id, DetailReach.Whole), cancellationToken) is { } detail
            ? PanelReading.Before(detail, request.Before, ReadEarlier.Most)
            : null;
}
