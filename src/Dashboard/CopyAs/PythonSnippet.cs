using System.Text;
using System.Text.Json;

namespace Observability.Dashboard.CopyAs;

/// <summary>Prints a captured request as Python: by OpenAI's library where that can make it, else by <c>requests</c>.</summary>
public static class PythonSnippet
{
    /// <summary>The program.</summary>
    public static string For(SentRequest request)
    {
        using var json = request.Json();
        return json is not null && OpenAiCall.Of(request, json.RootElement) is { } call ? ByLibrary(request, json.RootElement, call) : ByRequests(request, json?.RootElement);
    }

    private static string ByLibrary(SentRequest request, JsonElement body, OpenAiCall call)
    {
        var streamed = body.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True;
        var named = body.EnumerateObject().Where(p => call.Named.Contains(p.Name)).ToList();
        var rest = body.EnumerateObject().Where(p => !call.Named.Contains(p.Name)).ToList();
        var code = new StringBuilder()
            .Append("import os\n\nfrom openai import OpenAI\n\nclient = OpenAI(\n    base_url=").Append(Url(request, OpenAiCall.BasePath(request)))
            .Append(",\n    api_key=os.environ[\"").Append(SentRequest.CredentialVariable).Append("\"],\n");
        if (OpenAiCall.Extra(request) is { Count: > 0 } headers)
        {
            code.Append("    default_headers={\n");
            foreach (var (name, value) in headers)
            {
                code.Append("        ").Append(Literal(name)).Append(": ").Append(Literal(value)).Append(",\n");
            }

            code.Append("    },\n");
        }

        code.Append(")\n\nresponse = client.").Append(call.Method).Append("(\n");
        foreach (var property in named)
        {
            code.Append("    ").Append(property.Name).Append('=').Append(CodeLiteral.Of(property.Value, CodeDialect.Python, 4)).Append(",\n");
        }

        if (rest.Count > 0)
        {
            // Verbatim into the body, also what this version of the library does not know.
            code.Append("    extra_body={\n");
            foreach (var property in rest)
            {
                code.Append("        ").Append(Literal(property.Name)).Append(": ").Append(CodeLiteral.Of(property.Value, CodeDialect.Python, 8)).Append(",\n");
            }

            code.Append("    },\n");
        }

        return code.Append(")\n\n").Append(streamed ? "for chunk in response:\n    print(chunk)\n" : "print(response)\n").ToString();
    }

    private static string ByRequests(SentRequest request, JsonElement? body)
    {
        var (header, before) = request.Credential;
        var code = new StringBuilder().Append(body is null ? "import os\n\nimport requests\n\n" : "import json\nimport os\n\nimport requests\n\n");
        if (body is { } json)
        {
            code.Append("body = ").Append(CodeLiteral.Of(json, CodeDialect.Python, 0)).Append("\n\n");
        }
        else if (request.HasBody)
        {
            code.Append(request.BodyNote() is { } note ? $"# {note}\n" : "").Append("body = ")
                .Append(request.Text is { } text ? $"{Literal(text)}.encode()" : $"open({Literal(request.FileName)}, \"rb\").read()").Append("\n\n");
        }

        code.Append("response = requests.request(\n    ").Append(Literal(request.Method)).Append(",\n    ").Append(Url(request, request.Path))
            .Append(",\n    headers={\n        \"").Append(header).Append("\": ").Append(before.Length > 0 ? $"{Literal(before)} + " : "")
            .Append("os.environ[\"").Append(SentRequest.CredentialVariable).Append("\"],\n");
        foreach (var (name, value) in request.Sendable)
        {
            code.Append("        ").Append(Literal(name)).Append(": ").Append(Literal(value)).Append(",\n");
        }

        return code.Append("    },\n").Append(body is not null ? "    data=json.dumps(body),\n" : request.HasBody ? "    data=body,\n" : "").Append(")\n\nprint(response.text)\n").ToString();
    }

    private static string Url(SentRequest request, string path) =>
        $"{Literal($"{request.Ingest}/{request.Upstream}/")} + os.environ[\"{SentRequest.KeyVariable}\"]{(path.Length > 0 ? $" + {Literal(path)}" : "")}";

    private static string Literal(string text) => CodeLiteral.Of(text, CodeDialect.Python);
}
