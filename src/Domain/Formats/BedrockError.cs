using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Bedrock says what kind of error it is in a header: <c>ThrottlingException:http://internal.amazon.com/…</c>.</summary>
internal static class BedrockError
{
    /// <summary>Adds the kind of error to a reading that has none.</summary>
    public static Reading Complete(WireExchange exchange, Reading reading)
    {
        if (exchange.Status is not >= 400)
        {
            return reading;
        }

        var kind = exchange.ResponseHeader("x-amzn-errortype")?.Split(':')[0];
        return reading with { Error = reading.Error ?? Sentence(exchange.ResponseBody) ?? kind, ErrorCode = reading.ErrorCode ?? kind };
    }

    // Some of its layers write the member in capitals.
    private static string? Sentence(ReadOnlyMemory<byte> body)
    {
        using var document = LenientJson.Parse(body, out _);
        return document?.RootElement is { ValueKind: JsonValueKind.Object } root ? root.Text("Message"u8) : null;
    }
}
