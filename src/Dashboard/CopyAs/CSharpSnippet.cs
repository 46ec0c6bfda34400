using System.Text;

namespace Observability.Dashboard.CopyAs;

/// <summary>Prints a captured request as C#, by <c>HttpClient</c>: a file of its own, as <c>dotnet run file.cs</c> takes it.</summary>
public static class CSharpSnippet
{
    /// <summary>The program.</summary>
    public static string For(SentRequest request)
    {
        var (header, before) = request.Credential;
        var code = new StringBuilder("using System.Net.Http;\n\n")
            .Append("using var client = new HttpClient();\nusing var request = new HttpRequestMessage(new HttpMethod(").Append(Literal(request.Method)).Append("),\n    ")
            .Append(Literal($"{request.Ingest}/{request.Upstream}/")).Append(" + ").Append(Variable(SentRequest.KeyVariable)).Append(" + ").Append(Literal(request.Path)).Append(");\n");
        if (request.HasBody)
        {
            AppendBody(code, request);
        }

        code.Append("request.Headers.TryAddWithoutValidation(").Append(Literal(header)).Append(", ").Append(before.Length > 0 ? $"{Literal(before)} + " : "")
            .Append(Variable(SentRequest.CredentialVariable)).Append(");\n");
        foreach (var (name, value) in request.Sendable.Where(h => !IsOfContent(h.Key)))
        {
            code.Append("request.Headers.TryAddWithoutValidation(").Append(Literal(name)).Append(", ").Append(Literal(value)).Append(");\n");
        }

        return code.Append("\nusing var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);\nawait response.Content.CopyToAsync(Console.OpenStandardOutput());\n").ToString();
    }

    private static void AppendBody(StringBuilder code, SentRequest request)
    {
        using var json = request.Json();
        if (request.BodyNote() is { } note)
        {
            code.Append("// ").Append(note).Append("\nrequest.Content = new ByteArrayContent(File.ReadAllBytes(").Append(Literal(request.FileName)).Append("));\n");
        }
        else
        {
            code.Append("request.Content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(")
                .Append(json is null ? Literal(request.Text!) : Raw(CodeLiteral.Of(json.RootElement, CodeDialect.Json, 0))).Append("));\n");
        }

        foreach (var (name, value) in request.Sendable.Where(h => IsOfContent(h.Key)))
        {
            code.Append("request.Content.Headers.TryAddWithoutValidation(").Append(Literal(name)).Append(", ").Append(Literal(value)).Append(");\n");
        }
    }

    // Between more quotes than there are in a row inside.
    private static string Raw(string text)
    {
        var (longest, run) = (2, 0);
        foreach (var c in text)
        {
            run = c == '"' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        var quotes = new string('"', longest + 1);
        return $"{quotes}\n{text}\n{quotes}";
    }

    private static bool IsOfContent(string header) => header.StartsWith("Content-", StringComparison.OrdinalIgnoreCase);

    private static string Variable(string name) => $"Environment.GetEnvironmentVariable(\"{name}\")";

    private static string Literal(string text) => CodeLiteral.Of(text, CodeDialect.CSharp);
}
