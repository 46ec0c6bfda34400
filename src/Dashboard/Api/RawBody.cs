using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Observability.Dashboard.Exchanges;

namespace Observability.Dashboard.Api;

/// <summary>Stored bytes as they were, with their type and coding, in a wrapping that no browser runs: they are a stranger's.</summary>
/// <param name="body">The bytes.</param>
/// <param name="name">File name, without extension, for a browser that saves it.</param>
internal sealed class RawBody(StoredBody body, string name) : IResult, IEndpointMetadataProvider
{
    private const string Unknown = "application/octet-stream";

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(byte[]), [Unknown]));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = IsSafe(body.ContentType) ? body.ContentType : Unknown;
        if (IsSafe(body.ContentEncoding))
        {
            response.Headers.ContentEncoding = body.ContentEncoding;
        }

        response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        response.Headers["X-Observability-Total-Bytes"] = body.TotalBytes.ToString(System.Globalization.CultureInfo.InvariantCulture);
        response.ContentLength = body.Bytes.Length;
        await response.Body.WriteAsync(body.Bytes, httpContext.RequestAborted);
    }

    // What stands in a header of ours must be visible ASCII, whatever stood in theirs.
    private static bool IsSafe(string? value) => value is { Length: > 0 } && !value.AsSpan().ContainsAnyExceptInRange(' ', '~');
}
