using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Observability.Domain.Exchanges;
using Observability.Domain.Formats;

namespace Observability.Dashboard.Exports;

/// <summary>
/// One conversation a line, <c>{"messages":[…],"tools":[…]}</c>, the answer as its last message: what OpenAI takes for supervised fine-tuning
/// (https://platform.openai.com/docs/guides/supervised-fine-tuning, read 2026-11-22), whichever provider was asked.
/// </summary>
internal sealed class FinetuneExport : ExportWriter
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] Conversations = ["chat", "responses", "generate", "completions", "invoke"];

    public override string ContentType => "application/jsonl; charset=utf-8";

    public override string Ending => "jsonl";

    public override bool NeedsBodies => true;

    public override ExportGap? Write(IBufferWriter<byte> to, Exchange row, ExchangeBodies? bodies)
    {
        if (GapOf(row) is { } gap)
        {
            return gap;
        }

        if (bodies is null || row.Capture != CaptureVerdict.Kept)
        {
            return ExportGap.NoBodies;
        }

        var captured = StoredExchange.ToCaptured(row, bodies);
        return ExchangeReader.ReadingOf(captured) is not { } reading || reading.Complete == false
            ? ExportGap.NoConversation
            : Write(to, reading, captured);
    }

    private static ExportGap? GapOf(Exchange row) =>
        !Conversations.Contains(row.Endpoint) ? ExportGap.NoConversation
        : row.Outcome is not (ExchangeOutcome.Completed or ExchangeOutcome.ServedFromCache) ? ExportGap.NotCompleted
        : row.Finish is null or FinishKind.Stop or FinishKind.ToolCalls ? null
        : ExportGap.CutShort;

    private static ExportGap? Write(IBufferWriter<byte> to, Reading reading, CapturedExchange captured)
    {
        var conversation = new ChatExample();
        foreach (var message in reading.Input)
        {
            conversation.Add(message);
        }

        if (reading.Input.Count == 0 || reading.Output is not [var answer, ..])
        {
            return ExportGap.NoConversation;
        }

        conversation.AddAnswer(answer);
        var tools = reading.ToolsOffered.Count == 0 ? [] : OfferedTools.Of(captured);
        if (conversation.Gap is { } gap || tools is null)
        {
            return conversation.Gap ?? ExportGap.Tools;
        }

        using (var writer = new Utf8JsonWriter(to, Readable))
        {
            conversation.WriteTo(writer, tools);
        }

        to.Write("\n"u8);
        return null;
    }
}
