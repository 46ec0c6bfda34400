using System.Text;
using System.Text.Json;

namespace Observability.Dashboard.CopyAs;

/// <summary>Prints a captured request as JavaScript: by OpenAI's library where that can make it, else by <c>fetch</c>.</summary>
public static class JavaScriptSnippet
{
    /// <summary>The program, a module for Node.js.</summary>
    public static string For(SentRequest request)
    {
        using var json = request.Json();
        return json is not null && OpenAiCall.Of(request, json.RootElement) is { } call ? ByLibrary(request, json.RootElement, call) : ByFetch(request, json?.RootElement);
    }

    private static string ByLibrary(SentRequest request, JsonElement body, OpenAiCall call)
    {
        var streamed = body.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True;
        var code = new StringBuilder()
            .Append("import OpenAI from \"openai\";\n\nconst client = new OpenAI({\n  baseURL: ").Append(Url(request, OpenAiCall.BasePath(request)))
            .Append(",\n  apiKey: process.env.").Append(SentRequest.CredentialVariable).Append(",\n");
        if (OpenAiCall.Extra(request) is { Count: > 0 } headers)
        {
            code.Append("  defaultHeaders: {\n");
            AppendHeaders(code, headers);
            code.Append("  },\n");
        }

        return code.Append("});\n\nconst response = await client.").Append(call.Method).Append('(').Append(CodeLiteral.Of(body, CodeDialect.JavaScript, 0)).Append(");\n\n")
            .Append(streamed ? "for await (const chunk of response) console.log(chunk);\n" : "console.log(response);\n").ToString();
    }

    private static string ByFetch(SentRequest request, JsonElement? body)
    {
        var (header, before) = request.Credential;
        var fromFile = request.HasBody && body is null && request.Text is null;
        var code = new StringBuilder();
        if (fromFile)
        {
            code.Append("import { readFileSync } from \"node:fs\";\n\n// ").Append(request.BodyNote()).Append('\n');
        }

        if (request.HasBody)
        {
            code.Append("const body = ").Append(body is { } json ? $"JSON.stringify({CodeLiteral.Of(json, CodeDialect.JavaScript, 0)})"
                : request.Text is { } text ? Literal(text) : $"readFileSync({Literal(request.FileName)})").Append(";\n\n");
        }

        code.Append("const response = await fetch(").Append(Url(request, request.Path)).Append(", {\n  method: ").Append(Literal(request.Method))
            .Append(",\n  headers: {\n    \"").Append(header).Append("\": ").Append(before.Length > 0 ? $"{Literal(before)} + " : "").Append("process.env.").Append(SentRequest.CredentialVariable).Append(",\n");
        AppendHeaders(code, request.Sendable);
        return code.Append("  },\n").Append(request.HasBody ? "  body,\n" : "").Append("});\n\nfor await (const piece of response.body.pipeThrough(new TextDecoderStream())) process.stdout.write(piece);\n").ToString();
    }

    private static void AppendHeaders(StringBuilder code, IEnumerable<KeyValuePair<string, string>> headers)
    {
        foreach (var (name, value) in headers)
        {
            code.Append("    ").Append(Literal(name)).Append(": ").Append(Literal(value)).Append(",\n");
        }
    }

    private static string Url(SentRequest request, string path) =>
        $"{Literal($"{request.Ingest}/{request.Upstream}/")} + process.env.{SentRequest.KeyVariable}{(path.Length > 0 ? $" + {Literal(path)}" : "")}";

    private static string Literal(string text) => CodeLiteral.Of(text, CodeDialect.JavaScript);
}
