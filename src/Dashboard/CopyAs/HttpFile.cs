using System.Text;

namespace Observability.Dashboard.CopyAs;

/// <summary>Prints a captured request as a .http file, which Visual Studio, Rider and the REST Client of VS Code send.</summary>
public static class HttpFile
{
    /// <summary>The file.</summary>
    public static string For(SentRequest request)
    {
        var (header, before) = request.Credential;
        var code = new StringBuilder("@observability_key = \n@api_key = \n\n");
        using var json = request.Json();
        // Any other text could hold what separates requests, or a variable.
        var printed = json is null ? null : CodeLiteral.Of(json.RootElement, CodeDialect.Http, 0);
        if (request.HasBody && printed is null)
        {
            code.Append("# ").Append(request.BodyNote() ?? string.Format(System.Globalization.CultureInfo.CurrentCulture, CopyText.BodyInFile, Ui.Figures.Size(request.Total), request.FileName)).Append('\n');
        }

        code.Append(request.Method).Append(' ').Append(request.Ingest).Append('/').Append(request.Upstream).Append("/{{observability_key}}").Append(OneLine(request.Path)).Append('\n')
            .Append(header).Append(": ").Append(before).Append("{{api_key}}\n");
        foreach (var (name, value) in request.Sendable.Where(h => !h.Value.Contains("{{", StringComparison.Ordinal)))
        {
            code.Append(OneLine(name)).Append(": ").Append(OneLine(value)).Append('\n');
        }

        return code.Append(!request.HasBody ? "" : printed is null ? $"\n< ./{request.FileName}\n" : $"\n{printed}\n").ToString();
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Replace("{{", "%7B%7B", StringComparison.Ordinal);
}
