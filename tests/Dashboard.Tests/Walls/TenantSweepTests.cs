using System.Net.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Observability.Dashboard.Tests.Walls;

/// <summary>Every message and every route, found in the product itself, asked from one project for what is in another.</summary>
public sealed class TenantSweepTests(TwoTenants site) : IClassFixture<TwoTenants>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_message_tells_anything_of_another_project()
    {
        var told = new List<string>();
        foreach (var (table, id) in site.TheirIds)
        {
            // The word is in what is asked too, and may come back in a refusal; so it is asked for by ids alone.
            foreach (var type in TwoTenants.MessageTypes.Where(t => Made.HasId(t)))
            {
                if ((await site.SendAsync(site.Ours, new Made(id, "x").Of(type))).Contains(TwoTenants.Canary, StringComparison.Ordinal))
                {
                    told.Add($"{type.Name} of an id of {table}");
                }
            }
        }

        foreach (var type in TwoTenants.MessageTypes.Where(t => !Made.HasId(t)))
        {
            if ((await site.SendAsync(site.Ours, new Made(Guid.Empty, "x").Of(type))).Contains(TwoTenants.Canary, StringComparison.Ordinal))
            {
                told.Add(type.Name);
            }
        }

        Assert.Empty(told);
    }

    [Fact]
    public async Task No_route_of_the_api_tells_anything_of_another_project()
    {
        using var admin = site.Host.Client(site.Host.AdminKey);
        var told = new List<string>();
        foreach (var (method, pattern) in Routes())
        {
            foreach (var (table, id) in pattern.Contains('{', StringComparison.Ordinal) ? site.TheirIds : [("", Guid.Empty)])
            {
                var path = PathOf(pattern, id.ToString());
                using var request = new HttpRequestMessage(new(method), path) { Content = method is "GET" or "DELETE" ? null : JsonContent.Create(new { name = "x" }) };
                using var answer = await admin.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
                if ((await answer.Content.ReadAsStringAsync(Ct)).Contains(TwoTenants.Canary, StringComparison.Ordinal))
                {
                    told.Add($"{method} {pattern} of an id of {table}");
                }
            }
        }

        Assert.Empty(told);
    }

    private IEnumerable<(string Method, string Pattern)> Routes() =>
        site.Host.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal))
            .SelectMany(e => e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(m => (m, e.RoutePattern.RawText!.TrimEnd('/'))));

    private static string PathOf(string pattern, string id) => string.Join('/', pattern.Split('/').Select(part => part switch
    {
        ['{', ..] when part.Contains(":int", StringComparison.Ordinal) => "1",
        ['{', ..] => id,
        _ => part,
    }));
}
