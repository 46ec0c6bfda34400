namespace Observability.Ingest.Proxy;

/// <summary>Refuses what two servers might frame differently, and the web server lets through.</summary>
internal static class RequestFraming
{
    /// <summary>What is wrong with the request, or null.</summary>
    public static ClientError? Refuse(HttpRequest request, string rawTarget)
    {
        if (HttpMethods.IsConnect(request.Method) || HttpMethods.IsTrace(request.Method) || rawTarget == "*")
        {
            return new(405, "method_not_allowed", $"{request.Method} is not forwarded.");
        }

        // Methods are told apart by case; the client behind us would write get as GET, which the upstream was not asked for.
        if (HttpMethods.GetCanonicalizedValue(request.Method) != request.Method)
        {
            return new(405, "method_not_allowed", $"{request.Method} is not a method; {request.Method.ToUpperInvariant()} is.");
        }

        var codings = request.Headers.TransferEncoding;
        if (codings.Count == 0)
        {
            return null;
        }

        // The web server lets Transfer-Encoding win over Content-Length and moves that aside to X-Content-Length. Somebody else may not.
        var isPlain = codings.Count == 1 && string.Equals(codings[0]?.Trim(), "chunked", StringComparison.OrdinalIgnoreCase);
        return isPlain && !request.Headers.ContainsKey("X-Content-Length") && HttpProtocol.IsHttp11(request.Protocol)
            ? null
            : new(400, "malformed_request", "The request's length is ambiguous: send either Content-Length or, over HTTP/1.1, 'Transfer-Encoding: chunked'.");
    }
}
