using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.IO.Pipelines;
using System.Reflection;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;
using Npgsql;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Exports;

/// <summary>
/// Writes an export into the answer, batch by batch, no faster than the client takes it. When something breaks in the middle the connection is
/// broken off: a file that is whole and one that is not never look alike.
/// </summary>
/// <param name="run">The export, which has begun.</param>
/// <param name="desk">What it needs.</param>
internal sealed class ExportDownload(ExportRun run, ExportDesk desk) : IResult, IEndpointMetadataProvider
{
    // As much as waits for a slow client, beside the one exchange that is being written.
    private const int MostUnsent = 64 << 10;

    private readonly ExportOrder _order = run.Order;
    private long _rows;
    private long _sent;

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => builder.Metadata.Add(
        new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(byte[]), ["application/x-ndjson", "text/csv", "application/jsonl"]));

    [SuppressMessage("Design", "CA1031", Justification = "Whatever breaks, whoever waits for the export has to learn that it did; before anything was sent it is thrown on.")]
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted);
        using var stopped = stop.Token.UnsafeRegister(static s => ((ExportRun)s!).Stop(), run);
        var writing = WriteAsync(httpContext, stop.Token);
        if (await Task.WhenAny(writing, run.Stopped) != writing)
        {
            await stop.CancelAsync();
        }

        try
        {
            await writing;
            run.End(ExportState.Done, null);
        }
        catch (OperationCanceledException)
        {
            run.End(ExportState.Cancelled, null);
            httpContext.Abort();
        }
        catch (Exception e)
        {
            run.End(ExportState.Failed, ProblemOf(e));
            desk.Failed(e, run.Id, _rows);
            if (!httpContext.Response.HasStarted)
            {
                throw;
            }

            httpContext.Abort();
        }
    }

    private async Task WriteAsync(HttpContext context, CancellationToken ct)
    {
        var beginning = await desk.Messages.SendAsync(run.Caller, new BeginExport(run.Id, _order), ct);
        var writer = desk.WriterOf(_order, beginning.Project);
        var response = context.Response;
        response.ContentType = writer.ContentType;
        response.Headers.ContentDisposition = $"attachment; filename=\"{FileName(beginning.First, writer.Ending)}\"";
        response.Headers["X-Observability-Export"] = run.Id.ToString();
        var pipe = response.BodyWriter;
        writer.Begin(pipe);
        for (var place = beginning.First; place is not null;)
        {
            var batch = await desk.Messages.SendAsync(run.Caller, new ExportRows(_order, place), ct);
            foreach (var portion in writer.NeedsBodies ? ExportBodies.Portions(batch.Rows) : [batch.Rows])
            {
                await WriteAsync(writer, portion, pipe, ct);
            }

            place = batch.Next;
            run.Advance(_rows, _sent, Share(beginning.First!, place));
        }

        await SendAsync(pipe, ct);
        run.Advance(_rows, _sent, 1);
    }

    private async Task WriteAsync(ExportWriter writer, IReadOnlyList<Exchange> portion, PipeWriter pipe, CancellationToken ct)
    {
        var bodies = writer.NeedsBodies ? await desk.Messages.SendAsync(run.Caller, new ExportBodies(portion), ct) : null;
        foreach (var row in portion)
        {
            if (writer.Write(pipe, row, bodies?.GetValueOrDefault(row.Id)) is { } gap)
            {
                run.LeaveOut(gap);
            }
            else
            {
                _rows++;
            }

            if (pipe.UnflushedBytes > MostUnsent)
            {
                await SendAsync(pipe, ct);
                run.Advance(_rows, _sent, run.Status.Share);
            }
        }
    }

    private async Task SendAsync(PipeWriter pipe, CancellationToken ct)
    {
        _sent += pipe.UnflushedBytes;
        if ((await pipe.FlushAsync(ct)).IsCompleted)
        {
            // The client is gone; its token says so a moment later.
            throw new OperationCanceledException(ct);
        }
    }

    private static double? Share(ExportPlace first, ExportPlace? place) =>
        place is null ? 1 : first.From == DateTimeOffset.UnixEpoch ? null : (place.From - first.From) / (first.Until - first.From);

    private static string FileName(ExportPlace? first, string ending) => string.Create(
        CultureInfo.InvariantCulture, $"requests-{(first is null ? "none" : first.Until.UtcDateTime.ToString("yyyyMMdd'T'HHmm'Z'", CultureInfo.InvariantCulture))}.{ending}");

    private static string ProblemOf(Exception e) => e switch
    {
        PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } =>
            string.Create(CultureInfo.InvariantCulture, $"Searching one day took longer than {ExportRowsHandler.Deadline.TotalSeconds:0} s. Narrow the filter or the time."),
        NpgsqlException { IsTransient: true } => "PostgreSQL could not be reached.",
        UnauthorizedAccessException => "The access was taken away.",
        _ => "Something broke in the dashboard; its log says more.",
    };
}

/// <summary>What downloads of exports share.</summary>
/// <param name="runs">The exports there are.</param>
/// <param name="messages">The way to the data.</param>
/// <param name="json">How the API writes.</param>
/// <param name="logger">Where failures are told.</param>
internal sealed partial class ExportDesk(ExportRuns runs, Messages messages, IOptions<JsonOptions> json, ILogger<ExportDesk> logger)
{
    public Messages Messages => messages;

    /// <summary>Begins an export that waits; null when the caller has none of this id, it has begun before, or as many run as may.</summary>
    public ExportDownload? Begin(Caller caller, Guid id) => runs.Find(caller, id) is { } run && runs.TryBegin(run) ? new(run, this) : null;

    public ExportWriter WriterOf(ExportOrder order, string project) => order.Format switch
    {
        ExportFormat.Ndjson => new NdjsonExport(project, order.Bodies, json.Value.SerializerOptions),
        ExportFormat.Csv => new CsvExport(project, json.Value.SerializerOptions),
        ExportFormat.Finetune => new FinetuneExport(),
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "Export {Id} broke after {Rows} exchanges")]
    public partial void Failed(Exception exception, Guid id, long rows);
}
