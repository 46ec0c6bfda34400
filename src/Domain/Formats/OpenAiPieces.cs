using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Reads what the answers of OpenAI's smaller APIs (images, sound, moderations, runs) have in common: one JSON body, or a stream of events.</summary>
internal static class OpenAiPieces
{
    /// <summary>The reading of an exchange without its output, which the caller takes from the pieces.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="request">Its request.</param>
    /// <param name="addPiece">Takes the body, or one event after the other; what it brought.</param>
    public static Reading Read(WireExchange exchange, RequestBody request, Func<JsonElement, Generated> addPiece)
    {
        var reading = request.ToReading();
        if (exchange.ResponseBody.IsEmpty)
        {
            return reading with { Stream = request.Stream == true };
        }

        if (!Framing.IsEventStream(exchange))
        {
            using var document = LenientJson.Parse(exchange.ResponseBody, out var whole);
            return document is null
                ? reading with { Notes = [.. request.Notes, "The answer is not JSON: unparsed."] }
                : Add(reading, document.RootElement, addPiece, exchange, out _) with { Complete = whole };
        }

        return ReadEvents(exchange, reading, addPiece);
    }

    private static Reading ReadEvents(WireExchange exchange, Reading reading, Func<JsonElement, Generated> addPiece)
    {
        var marks = new TokenMarks();
        var complete = false;
        var json = new EventJson();
        foreach (var frame in ServerSentEvents.Read(exchange.ResponseBody))
        {
            if (frame.IsDone)
            {
                complete = true;
                continue;
            }

            using var document = json.Parse(frame.Bytes, out var whole);
            if (document is null)
            {
                continue;
            }

            var root = document.RootElement;
            reading = Add(reading, root, addPiece, exchange, out var brought);
            marks.Add(brought, frame.End);
            complete |= whole && IsLast(root.Text("type"u8) ?? "");
        }

        return reading with
        {
            Stream = true,
            Complete = complete,
            TokenOffsets = marks.Offsets,
            FirstVisibleOffset = marks.FirstVisible,
            Notes = json.NotUnderstood == 0 ? reading.Notes : [.. reading.Notes, $"{json.NotUnderstood} events of the answer are not JSON objects: unparsed."],
        };
    }

    private static Reading Add(
        Reading reading, JsonElement root, Func<JsonElement, Generated> addPiece, WireExchange exchange, out Generated brought)
    {
        var usages = new OpenAiUsages();
        usages.Add(root);
        brought = addPiece(root);
        var error = ProviderError.In(root, exchange.Status >= 400);
        return reading with
        {
            ModelServed = root.TextOr("model"u8, reading.ModelServed),
            Usage = usages.ToUsage(reading.ModelRequested) ?? reading.Usage,
            ServiceTier = usages.Tier ?? reading.ServiceTier,
            StatedCost = usages.Cost ?? reading.StatedCost ?? StatedCosts.In(exchange),
            ProviderRequestId = root.Member("x_groq"u8)?.Text("id"u8) ?? reading.ProviderRequestId,
            Error = reading.Error ?? error?.Message,
            ErrorCode = reading.ErrorCode ?? error?.Code,
        };
    }

    // image_generation.completed, image_edit.completed, transcript.text.done, speech.audio.done.
    private static bool IsLast(string type) =>
        type.EndsWith(".completed", StringComparison.Ordinal) || type.EndsWith(".done", StringComparison.Ordinal);
}
