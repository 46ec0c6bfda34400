using System.Globalization;
using MediatR;
using Observability.Dashboard.Audit;
using Observability.Domain;
using Observability.Domain.Upstreams;

namespace Observability.Dashboard.Replays;

/// <summary>Sends a call through ingest, once it is written down who sends it and why. The answer outlives the message; dispose it.</summary>
/// <param name="Draft">The call.</param>
/// <param name="Id">The id its exchange will have.</param>
/// <param name="Why">Why it is sent, for the audit log; null = nothing was said.</param>
/// <param name="Credential">A credential for this call only; null = the one stored for the upstream. It is stored nowhere.</param>
[Requires(Access.Replay, Bodies = true)]
public sealed record SendCall(CallDraft Draft, Guid Id, string? Why, Sensitive<string>? Credential) : IRequest<SendAnswer>;

/// <summary>What became of sending a call.</summary>
/// <param name="Call">The call with the head of its answer; null = there is none.</param>
/// <param name="Refusal">Why there is none, for a reader; null = there is one.</param>
public sealed record SendAnswer(SentCall? Call, string? Refusal)
{
    /// <summary>
    /// What is wrong with an answer that is here, in words for a reader: the upstream is gone, rejects the credential, or knows no such model; null = nothing
    /// that could be told from the head of it.
    /// </summary>
    public string? Trouble { get; init; }

    /// <summary>When the caller may send again, where too many calls are why nothing was sent; null = they are not.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>Whether the call is kept as an exchange, or may be, although it was refused: ask for its id.</summary>
    public bool MayBeCaptured { get; init; }

    /// <summary>Whether what was to be sent is wrong, and not where it was sent to.</summary>
    public bool IsDraftWrong { get; init; }
}

internal sealed class SendCallHandler(ObservabilityDb db, Caller caller, IngestSender ingest, SendLimit limit, TimeProvider time) : IRequestHandler<SendCall, SendAnswer>
{
    public async Task<SendAnswer> Handle(SendCall request, CancellationToken cancellationToken)
    {
        if (Refuse(request) is { } refusal)
        {
            return new(null, refusal) { IsDraftWrong = true };
        }

        if (limit.Take(caller) is { } wait)
        {
            var seconds = (int)Math.Ceiling(wait.TotalSeconds);
            return new(null, string.Format(CultureInfo.CurrentCulture, SendText.TooMany, limit.CallsPerMinute, seconds)) { Wait = TimeSpan.FromSeconds(seconds) };
        }

        // First what is done, then the doing: nothing is ever sent that nobody can find.
        await WriteDownAsync(request, cancellationToken);
        try
        {
            var order = new SendOrder(request.Id, caller.ProjectId, caller.Name, request.Credential);
            var call = await ingest.SendAsync(request.Draft, order, cancellationToken);
            var answer = SendWords.Of(call, request);
            await (answer.Call is null ? call.DisposeAsync() : ValueTask.CompletedTask);
            return answer;
        }
        catch (HttpRequestException e)
        {
            return SendWords.Of(e);
        }
    }

    private static string? Refuse(SendCall request) => DraftRules.Refuse(request.Draft)
        ?? (request.Credential is { } credential && !CredentialHeader.CanCarry(credential) ? SendText.BadCredential : null);

    private async Task WriteDownAsync(SendCall request, CancellationToken ct)
    {
        var draft = request.Draft;
        var what = draft.ReplayOf is { } original ? ("exchange.replayed", original) : ("call.sent", request.Id);
        AuditLog.Add(db, caller, time.GetUtcNow(), what, new
        {
            request.Id,
            draft.Upstream,
            Model = StoredText.Of(ModelPlace.Of(draft)),
            draft.ReplayOf,
            draft.PromptId,
            Why = StoredText.Of(request.Why, StoredText.MaxSentence),
            OwnCredential = request.Credential is not null,
        });
        await db.SaveChangesAsync(ct);
    }
}
