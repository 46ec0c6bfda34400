using System.Text;
using MediatR;
using Observability.Domain.Redaction;

namespace Observability.Dashboard.Redaction;

/// <summary>Shows what the mode masked would make of a text. Nothing of it is kept.</summary>
/// <param name="Text">A text, a JSON document or an event stream, up to <see cref="Longest"/> characters.</param>
[Requires(Access.Read)]
public sealed record TryRedaction(string Text) : IRequest<TriedRedaction>
{
    /// <summary>Longest text that is tried, UTF-16 characters; what is longer is cut.</summary>
    public const int Longest = 10_000;
}

/// <summary>What came of it.</summary>
/// <param name="Text">The text with everything covered up; null = it cannot be searched, and no body like it would be kept.</param>
/// <param name="Masked">What was covered up.</param>
public sealed record TriedRedaction(string? Text, MaskedCounts Masked);

internal sealed class TryRedactionHandler : IRequestHandler<TryRedaction, TriedRedaction>
{
    public Task<TriedRedaction> Handle(TryRedaction request, CancellationToken cancellationToken)
    {
        var text = request.Text.Length > TryRedaction.Longest ? request.Text[..TryRedaction.Longest] : request.Text;
        var masked = BodyMask.Of(Encoding.UTF8.GetBytes(text), contentType: null, isCut: false);
        return Task.FromResult(masked is null ? new TriedRedaction(null, new()) : new(Encoding.UTF8.GetString(masked.Bytes.Span), masked.Masked));
    }
}
