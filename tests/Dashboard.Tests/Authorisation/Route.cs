using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;

namespace Observability.Dashboard.Tests.Authorisation;

/// <summary>A route as the host has it, with a path and a body that lead to it.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Pattern">Its pattern.</param>
/// <param name="Body">Type of the JSON it takes; null = it takes none.</param>
internal sealed partial record Route(string Method, string Pattern, Type? Body)
{
    /// <summary>An id that is nobody's.</summary>
    private const string NoId = "01900000-0000-7000-8000-000000000000";

    public bool IsApi => Pattern.StartsWith("/api/", StringComparison.Ordinal);

    /// <summary>A path that matches.</summary>
    public string Path => Place().Replace(Pattern, place => place.Value switch
    {
        var p when p.Contains(":guid", StringComparison.Ordinal) => NoId,
        var p when p.Contains(":int", StringComparison.Ordinal) => "1",
        var p when p.Contains('*', StringComparison.Ordinal) => "anything",
        _ => "rollups",
    });

    /// <summary>Every route of the host but the static files, which are everybody's.</summary>
    public static IReadOnlyList<Route> Of(DashboardHost host) =>
    [
        .. host.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<StaticAssetDescriptor>() is null)
            .SelectMany(e => (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET", "POST"]).Select(method =>
                new Route(method, "/" + e.RoutePattern.RawText!.Trim('/'), e.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType)))
            .Distinct().OrderBy(r => r.Pattern, StringComparer.Ordinal).ThenBy(r => r.Method, StringComparer.Ordinal),
    ];

    /// <summary>A call of it, with everything it takes.</summary>
    public HttpRequestMessage Request(string? method = null, string query = "")
    {
        var request = new HttpRequestMessage(new HttpMethod(method ?? Method), Path + query);
        if (Body is { } type && type != typeof(Stream) && request.Method != HttpMethod.Get && request.Method != HttpMethod.Head)
        {
            request.Content = JsonContent.Create(Sample(type, 0));
        }

        return request;
    }

    // What has the shape of the body; what it says is nonsense.
    private static object? Sample(Type type, int depth)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain == typeof(string))
        {
            return "x";
        }

        if (plain == typeof(bool))
        {
            return true;
        }

        if (plain == typeof(Guid))
        {
            return NoId;
        }

        if (plain == typeof(DateTime) || plain == typeof(DateTimeOffset))
        {
            return "2030-01-01T00:00:00Z";
        }

        if (plain.IsPrimitive || plain == typeof(decimal))
        {
            return 1;
        }

        if (plain.IsGenericType && plain.GetGenericArguments() is [var item] && plain.IsAssignableTo(typeof(System.Collections.IEnumerable)))
        {
            return new[] { Sample(item, depth + 1) };
        }

        // Written in snake case, as the API takes it; parameters that may be left out are.
        return depth > 3 || plain.Namespace?.StartsWith("Observability", StringComparison.Ordinal) != true
            ? new Dictionary<string, object?>(StringComparer.Ordinal)
            : (plain.GetConstructors().FirstOrDefault()?.GetParameters() ?? []).Where(p => !p.HasDefaultValue).ToDictionary(
                p => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(p.Name!), p => Sample(p.ParameterType, depth + 1), StringComparer.Ordinal);
    }

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Place();
}
