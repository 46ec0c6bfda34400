using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Observability.Dashboard.SignIn;
using Observability.Dashboard.Usage;
using Observability.Domain;
using Observability.Domain.Runs;

namespace Observability.Dashboard.Runs;

/// <summary>The requests of a batch as CSV, whole, one line each. For the signed-in browser.</summary>
internal static class BatchDownloads
{
    private const int PageItems = 500;

    public static void MapBatchDownloads(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/batches/{id:guid}.csv", AnswerAsync).RequireAuthorization().ExcludeFromDescription();

    private static async Task<Results<PushStreamHttpResult, NotFound>> AnswerAsync(
        Guid id, HttpContext context, AccountLookup accounts, Messages messages, CancellationToken ct)
    {
        if (await accounts.CallerOfAsync(context.User, ct) is not { } caller
            || await messages.SendAsync(caller, new OneRun(id), ct) is not { Run.Kind: BatchKind.Batch })
        {
            return TypedResults.NotFound();
        }

        return TypedResults.Stream(to => WriteAsync(to, id, caller, messages, ct), "text/csv; charset=utf-8", $"batch-{id}.csv");
    }

    private static async Task WriteAsync(Stream to, Guid id, Caller caller, Messages messages, CancellationToken ct)
    {
        await using var writer = new StreamWriter(to, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        string[] sides = ["outcome", "status", "model", "cost_usd", "estimated_cost_usd", "duration_us", "first_token_us", "input_tokens", "output_tokens"];
        await writer.WriteAsync(UsageCsv.Line(
            ["position", "state", "refusal", "original_id", "replay_id", .. sides.Select(s => "original_" + s), .. sides.Select(s => "replay_" + s), "same", "likeness"]));
        for (int? after = 0; after is { } place;)
        {
            var page = await messages.SendAsync(caller, new ListRunItems(id, place, PageItems, RunItemShow.All), ct);
            foreach (var item in page?.Items ?? [])
            {
                await writer.WriteAsync(UsageCsv.Line(Cells(item)));
            }

            await writer.FlushAsync(ct);
            after = page?.Next;
        }
    }

    private static IEnumerable<string> Cells(RunItem item)
    {
        var result = BatchResult.Of(item);
        return
        [
            Text(item.Position), EnumNames.NameOf(item.State), item.Refusal ?? "", item.OriginalId?.ToString() ?? "", item.ExchangeId?.ToString() ?? "",
            .. Side(result?.Original), .. Side(result?.Replay), result?.Same switch { true => "true", false => "false", null => "" }, Text(result?.Likeness),
        ];
    }

    private static IEnumerable<string> Side(CallFigures? side) =>
    [
        side?.Outcome ?? "", Text(side?.Status), side?.Model ?? "", Text(side?.CostUsd), Text(side?.EstimatedCostUsd),
        Text(side?.DurationUs), Text(side?.FirstTokenUs), Text(side?.InputTokens), Text(side?.OutputTokens),
    ];

    private static string Text(IFormattable? value) => value?.ToString(null, CultureInfo.InvariantCulture) ?? "";
}
