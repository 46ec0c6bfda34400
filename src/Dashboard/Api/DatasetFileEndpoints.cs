using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Observability.Dashboard.Datasets;
using Observability.Dashboard.Exports;
using Observability.Domain;
using Observability.Domain.Datasets;

namespace Observability.Dashboard.Api;

/// <summary>Rows of datasets in bulk: from requests, from files, into files.</summary>
internal static class DatasetFileEndpoints
{
    public static void Map(RouteGroupBuilder datasets)
    {
        datasets.MapPost("/{id:guid}/exchanges", CopyAsync).WithName("addExchanges").WithSummary("Copies exchanges into it, chosen by id or by a filter, the oldest first.");
        datasets.MapPost("/{id:guid}/import", ImportAsync).WithName("importRows").WithSummary("Adds the rows of a file, JSONL or CSV, which is the body.")
            // What the file is says the query, not a header that clients set by themselves.
            .Accepts<byte[]>("application/jsonl", "text/csv", "application/x-ndjson", "application/json", "text/plain", "application/octet-stream", "application/x-www-form-urlencoded");
        datasets.MapGet("/{id:guid}/export", ExportAsync).WithName("exportRows").WithSummary("All its rows as a file.");
    }

    private static async Task<Results<Ok<CopiedJson>, ProblemHttpResult>> CopyAsync(Guid id, ChosenExchangesJson body, ApiMessages messages, CancellationToken ct)
    {
        if (body.Ids is null == (body.Q is null && body.From is null && body.To is null && body.User is null))
        {
            return ApiProblems.Invalid("Give ids, or a filter: q, from, to, user. Everything there is is q ''.");
        }

        var chosen = new ExportJson(body.Q, body.From, body.To, null, false, body.Ids, body.User, Models: true).ToParameters();
        if (!chosen.TryRead(out var order, out var problem) || (body.Ids is { Count: 0 } && (problem = "ids is empty.") is not null))
        {
            return ApiProblems.Invalid(problem!);
        }

        if (order.Filter.Unread is { } error)
        {
            return ApiProblems.Unread(error);
        }

        var (sum, next) = (AddedExchanges.None, (ExportPlace?)null);
        do
        {
            if (await messages.SendAsync(new AddExchanges(id, order, next), ct) is not { } added)
            {
                return ApiProblems.NotFound("dataset");
            }

            (sum, next) = (sum.And(added), added.Next);
        }
        while (next is not null);
        return TypedResults.Ok(CopiedJson.Of(sum));
    }

    private static async Task<Results<Ok<ImportedJson>, ProblemHttpResult>> ImportAsync(
        Guid id, [AsParameters] ImportParameters parameters, HttpContext context, ApiMessages messages, IOptions<DatasetsOptions> options, CancellationToken ct)
    {
        if (!parameters.TryRead(out var order, out var problem))
        {
            return ApiProblems.Invalid(problem);
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            // A byte more, so that what is too long is told in our words.
            size.MaxRequestBodySize = options.Value.MostFileBytes + (1L << 20);
        }

        return await messages.SendAsync(new ImportRows(id, order, context.Request.Body), ct) switch
        {
            null => ApiProblems.NotFound("dataset"),
            { Refusal: { } refusal } answer => TypedResults.Problem(
                type: "/problems/invalid-request", statusCode: StatusCodes.Status400BadRequest, title: "The file was not imported.", detail: refusal,
                extensions: new Dictionary<string, object?> { ["bad_lines"] = answer.Bad, ["lines"] = answer.Told }),
            { } answer => TypedResults.Ok(new ImportedJson(answer.Added, answer.Bad, answer.Told)),
        };
    }

    private static async Task<Results<DatasetFile, ProblemHttpResult>> ExportAsync(
        Guid id, Messages all, ApiMessages messages, CancellationToken ct, [Description("jsonl (default) or csv.")] string format = "jsonl")
    {
        if (EnumNames.Parse<ImportFormat>(format) is not { } known)
        {
            return ApiProblems.Invalid($"format is '{format}'; it must be one of {string.Join(", ", EnumNames.All<ImportFormat>())}.");
        }

        var (file, refusal) = await DatasetFiles.OfAsync(all, await messages.CallerAsync(ct), (id, known), ct);
        return file is not null ? file : refusal is not null ? ApiProblems.Conflict(refusal) : ApiProblems.NotFound("dataset");
    }
}

/// <summary>The query of an import, as text: each error is told in words instead of being ignored.</summary>
internal sealed record ImportParameters(
    [property: FromQuery, Description("jsonl or csv.")] string? Format,
    [property: FromQuery, Description("What stands between cells of CSV: comma (default), semicolon or tab.")] string? Separator,
    [property: FromQuery(Name = "skip_bad_lines"), Description("true or false (default): one bad line is enough that nothing is imported.")] string? SkipBadLines,
    [property: FromQuery, Description("The column with the expected answer; without it the one whose name says so.")] string? Expected)
{
    public bool TryRead([NotNullWhen(true)] out ImportOrder? order, [NotNullWhen(false)] out string? problem)
    {
        order = null;
        var format = EnumNames.Parse<ImportFormat>(Format ?? "");
        char? separator = (Separator ?? "comma") switch { "comma" => ',', "semicolon" => ';', "tab" => '\t', _ => null };
        problem = format is null ? $"format is '{Format}'; it must be one of {string.Join(", ", EnumNames.All<ImportFormat>())}."
            : separator is null ? $"separator is '{Separator}'; it must be comma, semicolon or tab."
            : SkipBadLines is not (null or "true" or "false") ? $"skip_bad_lines is '{SkipBadLines}'; it must be true or false."
            : null;
        if (problem is not null)
        {
            return false;
        }

        var columns = new Dictionary<string, ColumnOrder>(StringComparer.Ordinal);
        if (Expected is { Length: > 0 } expected)
        {
            columns[expected] = new(ColumnUse.Expected, "");
        }

        order = new(format!.Value, separator!.Value, SkipBadLines == "true", columns);
        return true;
    }
}

/// <summary>Which exchanges are copied: those of the ids, or what a filter keeps.</summary>
/// <param name="Ids">Only these, at most 1,000.</param>
/// <param name="Q">Filter.</param>
/// <param name="From">Started at or after, ISO 8601.</param>
/// <param name="To">Started before, ISO 8601.</param>
/// <param name="User">Only those of this user.</param>
internal sealed record ChosenExchangesJson(IReadOnlyList<string>? Ids = null, string? Q = null, string? From = null, string? To = null, string? User = null);

/// <summary>What came of copying.</summary>
/// <param name="Added">Rows that were added.</param>
/// <param name="WithoutText">How many of them hold only a request, because no text could be read.</param>
/// <param name="WithoutRequest">How many of them hold no request, because it is no JSON, was not kept whole or is too large.</param>
/// <param name="LeftOut">Exchanges that became no row, by reason: already_there, no_bodies, nothing_asked, too_large.</param>
/// <param name="Full">Whether the dataset takes no more rows, so that not everything was copied.</param>
internal sealed record CopiedJson(int Added, int WithoutText, int WithoutRequest, IReadOnlyDictionary<string, int> LeftOut, bool Full)
{
    public static CopiedJson Of(AddedExchanges added) =>
        new(added.Added, added.WithoutText, added.WithoutRequest, added.LeftOut.ToDictionary(g => EnumNames.NameOf(g.Key), g => g.Value), added.IsFull);
}

/// <summary>What came of an import.</summary>
/// <param name="Added">Rows that were added.</param>
/// <param name="BadLines">Lines that were passed over.</param>
/// <param name="Lines">The first of them.</param>
internal sealed record ImportedJson(int Added, int BadLines, IReadOnlyList<BadLine> Lines);
