using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Observability.Dashboard.Replays;
using Observability.Domain;

namespace Observability.Dashboard.Api;

/// <summary>Sending a captured call again. It waits until the answer has ended; whoever leaves before breaks the call off.</summary>
internal static class ReplayEndpoints
{
    public static void MapReplays(this IEndpointRouteBuilder api) =>
        api.MapPost("/exchanges/{id:guid}/replay", ReplayAsync).WithTags("replays").WithName("replayExchange")
            .WithSummary("Sends a captured call again, as it was or changed, and answers with the new exchange's id when its answer has ended.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status429TooManyRequests).ProducesProblem(StatusCodes.Status502BadGateway);

    private static async Task<Results<Ok<ReplayedJson>, ProblemHttpResult>> ReplayAsync(
        Guid id, ReplayOrderJson? body, HttpResponse response, ApiMessages messages, CancellationToken ct)
    {
        if ((await messages.CallerAsync(ct)).Access < Access.Replay)
        {
            return ApiProblems.Forbidden;
        }

        if (await messages.SendAsync(new DraftOf(id), ct) is not { } found)
        {
            return ApiProblems.NotFound("exchange");
        }

        var order = body ?? new();
        var (changes, unknown) = await ChangesAsync(order, messages, ct);
        if (changes is null)
        {
            return ApiProblems.Unsendable(unknown!);
        }

        if (found.Blocking(changes, order.Credential is not null) is { Count: > 0 } gaps)
        {
            return ApiProblems.Incomplete(gaps);
        }

        var (draft, refusal) = changes.ApplyTo(found.Draft!);
        return draft is null
            ? ApiProblems.Unsendable(refusal!)
            : await SendAsync(new(draft, Guid.CreateVersion7(), order.Why, order.Credential is { } secret ? new(secret) : null), response, messages, ct);
    }

    private static async Task<(CallChanges? Changes, string? Refusal)> ChangesAsync(ReplayOrderJson order, ApiMessages messages, CancellationToken ct)
    {
        var upstreams = order.Upstream is null ? null : await messages.SendAsync(new ListUpstreamChoices(), ct);
        if (order.Upstream is { } name && upstreams?.Find(name) is null)
        {
            return (null, string.Create(
                CultureInfo.InvariantCulture, $"The project has no upstream '{StoredText.OneLine(name, 60)}'. It has: {string.Join(", ", upstreams!.All.Select(u => u.Name))}."));
        }

        return (new()
        {
            Upstream = order.Upstream is { } chosen ? upstreams!.Find(chosen) : null,
            Model = order.Model,
            Patch = order.Body,
            WholeBody = order.WholeBody is { } whole ? new ReadOnlyMemory<byte>(JsonMarshal.GetRawUtf8Value(whole).ToArray()) : (ReadOnlyMemory<byte>?)null,
            Query = order.Query ?? CallChanges.None.Query,
            Headers = order.Headers ?? CallChanges.None.Headers,
        }, null);
    }

    private static async Task<Results<Ok<ReplayedJson>, ProblemHttpResult>> SendAsync(SendCall order, HttpResponse response, ApiMessages messages, CancellationToken ct)
    {
        var sent = await messages.SendAsync(order, ct);
        if (sent.Call is not { } call)
        {
            response.Headers.RetryAfter = sent.Wait is { } wait ? ((int)wait.TotalSeconds).ToString(CultureInfo.InvariantCulture) : default(string);
            return sent switch
            {
                { Wait: not null } => ApiProblems.TooMany(sent.Refusal!),
                { IsDraftWrong: true } => ApiProblems.Unsendable(sent.Refusal!),
                _ => ApiProblems.NotSent(sent.Refusal!, sent.MayBeCaptured ? order.Id : null),
            };
        }

        await using (call)
        {
            var (bytes, isWhole) = await ReadAsync(call.Body, ct);
            return TypedResults.Ok(new ReplayedJson(call.Id, order.Draft.ReplayOf!.Value, call.Status, isWhole, bytes, sent.Trouble));
        }
    }

    // What it says is in the exchange.
    private static async Task<(long Bytes, bool IsWhole)> ReadAsync(Stream body, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(16 << 10);
        long bytes = 0;
        try
        {
            for (int read; (read = await body.ReadAsync(buffer, ct)) > 0;)
            {
                bytes += read;
            }

            return (bytes, true);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            return (bytes, false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}

/// <summary>How a captured call is sent again. Nothing of it = as it was.</summary>
/// <param name="Upstream">Name of another upstream.</param>
/// <param name="Model">Another model; it wins over one in <paramref name="Body"/>.</param>
/// <param name="Body">A JSON merge patch (RFC 7396) over the body.</param>
/// <param name="Credential">A credential for this call only; stored nowhere.</param>
internal sealed record ReplayOrderJson(string? Upstream = null, string? Model = null, JsonElement? Body = null, string? Credential = null)
{
    /// <summary>A body in the place of the stored one, for a call whose body was not kept whole.</summary>
    public JsonElement? WholeBody { get; init; }

    /// <summary>Values of query parameters that were not kept, by name.</summary>
    public IReadOnlyDictionary<string, string>? Query { get; init; }

    /// <summary>Headers to set; null takes one away.</summary>
    public IReadOnlyDictionary<string, string?>? Headers { get; init; }

    /// <summary>Why, for the audit log.</summary>
    public string? Why { get; init; }
}

/// <summary>A call that was sent again, and its answer's end.</summary>
/// <param name="Id">The new exchange; it is stored a moment after this.</param>
/// <param name="ReplayOf">The exchange it replays.</param>
/// <param name="Status">Status of the answer.</param>
/// <param name="Complete">Whether the answer came to its end.</param>
/// <param name="ResponseBytes">Bytes of its body that came.</param>
/// <param name="Trouble">What its status says of the upstream, credential or model; null = nothing.</param>
internal sealed record ReplayedJson(Guid Id, Guid ReplayOf, int Status, bool Complete, long ResponseBytes, string? Trouble);
