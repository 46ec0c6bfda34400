using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Net.Http.Headers;

namespace Observability.Ingest.Proxy;

/// <summary>An error of our own making. Always JSON, never empty: Open WebUI shows nothing at all for anything else.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">Stable word for machines.</param>
/// <param name="Message">What happened and what to do, for people; never a key or an address.</param>
internal sealed record ClientError(int Status, string Code, string Message)
{
    /// <summary>The media type of every error of ours.</summary>
    public const string ContentType = "application/json";

    // Quotes and angle brackets as they are: it is application/json, read by people in a terminal too.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>OpenAI's word for the kind of error; null = told by the status. What an upstream said is neither the request's fault nor ours.</summary>
    public string? Type { get; init; }

    /// <summary>The same words for a missing, unknown, revoked, expired or unfit key: nobody learns which.</summary>
    public static ClientError InvalidKey { get; } = new(401, "invalid_proxy_key",
        "This address needs a valid write key: put it into the path (/v1/<key>/…) or send it as 'Helicone-Auth: Bearer <key>'.");

    /// <summary>What a key that may be valid is told before any keys were read: the client is to ask again, not to doubt its key.</summary>
    public static ClientError NotReady { get; } = new(503, "not_ready",
        "This server has just started and cannot read its keys yet, because its database does not answer. Try again in a moment.");

    /// <summary>What the dashboard is told that brings the id of one of its calls again; nothing is sent or recorded. The only error of ours with this status.</summary>
    public static ClientError AlreadySent { get; } = new(StatusCodes.Status409Conflict, "already_sent",
        "A call of this id was sent before. It is not sent again: its exchange has that id.");

    /// <summary>The dialect of a call, as far as its address tells.</summary>
    /// <param name="target">The parsed target.</param>
    /// <param name="family">Format family of the upstream when it is known; the name in the path stands in for it otherwise.</param>
    public static ErrorDialect DialectOf(RawTarget target, string? family)
    {
        if (target.Kind != RouteKind.Named || target.Rest.StartsWith("/v1/chat/", StringComparison.Ordinal))
        {
            return ErrorDialect.OpenAI;
        }

        return (family ?? target.Upstream) switch
        {
            "anthropic" => ErrorDialect.Anthropic,
            "ollama" => target.Rest.StartsWith("/v1/", StringComparison.Ordinal) ? ErrorDialect.OpenAI : ErrorDialect.Ollama,
            "gemini" => ErrorDialect.Gemini,
            _ => ErrorDialect.OpenAI,
        };
    }

    /// <summary>The body of this error.</summary>
    public byte[] ToJson(ErrorDialect dialect)
    {
        using var stream = new MemoryStream(256);
        using (var json = new Utf8JsonWriter(stream, Readable))
        {
            json.WriteStartObject();
            switch (dialect)
            {
                case ErrorDialect.OpenAI: WriteOpenAI(json); break;
                case ErrorDialect.Anthropic: WriteAnthropic(json); break;
                case ErrorDialect.Ollama: json.WriteString("error", Message); break;
                case ErrorDialect.Gemini: WriteGemini(json); break;
            }

            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>Answers with <paramref name="body"/>, an error made by <see cref="ToJson"/>, in the place of whatever was prepared.</summary>
    public async Task SendAsync(HttpContext context, byte[] body, Guid? exchangeId, CancellationToken ct)
    {
        var response = context.Response;
        response.Clear();
        response.StatusCode = Status;
        response.ContentType = ContentType;
        response.ContentLength = body.Length;
        // Not every dialect has a place for the code; and a sender may have to know our errors from the upstream's.
        response.Headers["X-Observability-Error"] = Code;
        if (exchangeId is { } id)
        {
            ExchangeId.Announce(response.Headers, id);
        }

        if (Status is 400 or 405)
        {
            // Where one message was odd, what follows it on this connection is not believed either.
            response.Headers.Connection = "close";
        }

        if (Status == 405)
        {
            response.Headers[HeaderNames.Allow] = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
        }

        if (Status == StatusCodes.Status409Conflict)
        {
            response.Headers["X-Observability-Already-Sent"] = "true";
        }

        if (Status == 503)
        {
            response.Headers.RetryAfter = "1";
        }

        // Told apart by case, as the web server does: to it "head" is a method whose answer has a body.
        if (context.Request.Method != HttpMethods.Head)
        {
            await response.Body.WriteAsync(body, ct);
        }
    }

    private void WriteOpenAI(Utf8JsonWriter json)
    {
        json.WriteStartObject("error");
        json.WriteString("message", Message);
        json.WriteString("type", Type ?? (Status < 500 ? "invalid_request_error" : "proxy_error"));
        json.WriteNull("param");
        json.WriteString("code", Code);
        json.WriteEndObject();
    }

    private void WriteAnthropic(Utf8JsonWriter json)
    {
        json.WriteString("type", "error");
        json.WriteStartObject("error");
        json.WriteString("type", Status switch
        {
            401 => "authentication_error",
            404 => "not_found_error",
            504 => "timeout_error",
            >= 500 => "api_error",
            _ => "invalid_request_error",
        });
        json.WriteString("message", Message);
        json.WriteString("code", Code);
        json.WriteEndObject();
    }

    private void WriteGemini(Utf8JsonWriter json)
    {
        json.WriteStartObject("error");
        json.WriteNumber("code", Status);
        json.WriteString("message", Message);
        json.WriteString("status", Status switch
        {
            401 => "UNAUTHENTICATED",
            404 => "NOT_FOUND",
            504 => "DEADLINE_EXCEEDED",
            >= 500 => "UNAVAILABLE",
            _ => "INVALID_ARGUMENT",
        });
        json.WriteEndObject();
    }
}
