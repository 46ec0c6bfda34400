using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.OpenApi;

namespace Observability.Dashboard.Api;

/// <summary>The REST API: the dashboard's messages as JSON, under <c>/api/v1</c>, described by <c>/openapi.json</c>.</summary>
internal static class ApiRoutes
{
    /// <summary>Where the OpenAPI document is.</summary>
    public const string Description = "/openapi.json";

    private const string Root = "/api";

    /// <summary>Whether a request is for the API, an unknown path of it included. Routes are found in any case of their letters, so this is, too.</summary>
    public static bool Covers(HttpRequest request) => request.Path.StartsWithSegments(Root, StringComparison.OrdinalIgnoreCase);

    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.AddSingleton<KeyLookup>();
        services.AddHttpContextAccessor();
        services.AddScoped<ApiMessages>();
        services.AddExceptionHandler<ApiExceptions>();
        services.AddProblemDetails();
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, KeyAuthentication>(KeyAuthentication.Scheme, null);
        // A body that is no JSON is answered in words, not with an empty 400.
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.RespectNullableAnnotations = true;
            json.SerializerOptions.RespectRequiredConstructorParameters = true;
            // A misspelt field is an error, not a default.
            json.SerializerOptions.UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow;
        });
        services.AddOpenApi(api => api.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new() { Title = "Observability", Version = "v1", Description = "Captured LLM calls, and what an admin configures." };
            document.Components ??= new();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
            document.Components.SecuritySchemes[KeyAuthentication.Scheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "A read key (obs_r_…) or an admin key (obs_a_…).",
            };
            document.Security = [new() { [new(KeyAuthentication.Scheme, document)] = [] }];
            return Task.CompletedTask;
        }));
        return services;
    }

    public static void MapApi(this IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi(Description);
        var api = routes.MapGroup(Root + "/v1").RequireAuthorization();
        api.MapExchanges();
        api.MapViews();
        api.MapDatasets();
        api.MapExport();
        api.MapRunning();
        api.MapNotes();
        api.MapReplays();
        api.MapBatches();
        api.MapExperiments();
        api.MapUsers();
        api.MapModels();
        api.MapUsage();
        api.MapConversations();
        api.MapKeys();
        api.MapUpstreams();
        api.MapPrices();
        api.MapPrompts();
        api.MapRevisions();
        api.MapAudit();
        api.MapMembers();
        api.MapRedaction();
        api.MapJobs();
    }
}
