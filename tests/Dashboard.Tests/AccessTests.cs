using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Observability.Domain;
using Observability.Domain.Conversations;
using Observability.Domain.Keys;
using Observability.Domain.Projects;
using Observability.Domain.Upstreams;

namespace Observability.Dashboard.Tests;

/// <summary>Who may do what at the API: every route there is, found in the host itself, so that a new one cannot be forgotten.</summary>
public sealed class AccessTests : IAsyncLifetime
{
    private DashboardHost _host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await DashboardHost.StartAsync(Ct);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_write_key_a_wrong_key_and_no_key_get_the_same_401_from_every_route()
    {
        var keys = new Sensitive<string>?[] { _host.WriteKey, KeyText.Generate(KeyKind.Admin), new Sensitive<string>("obs_r_nonsense"), null };
        var answers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (method, path) in ApiRoutes(Guid.CreateVersion7()))
        {
            foreach (var key in keys)
            {
                using var client = _host.Client(key);
                using var request = new HttpRequestMessage(method, path);
                using var answer = await client.SendAsync(request, Ct);
                Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{method} {path} answers {(int)answer.StatusCode}.");
                Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
                answers.Add(await answer.Content.ReadAsStringAsync(Ct));
            }
        }

        Assert.Single(answers);
    }

    [Fact]
    public async Task What_belongs_to_another_project_is_404_at_every_route_and_in_no_list()
    {
        var other = await OtherProjectAsync();
        using var admin = _host.Client(_host.AdminKey);
        foreach (var id in new[] { other.Exchange, other.Key, other.Upstream })
        {
            foreach (var (method, path) in ApiRoutes(id).Where(r => r.Path.Contains(id.ToString(), StringComparison.Ordinal)))
            {
                using var request = new HttpRequestMessage(method, path);
                request.Content = JsonContent.Create(BodyFor(method, path));
                using var answer = await admin.SendAsync(request, Ct);
                Assert.True(answer.StatusCode == HttpStatusCode.NotFound, $"{method} {path} answers {(int)answer.StatusCode}.");
            }
        }

        foreach (var (_, path) in ApiRoutes(Guid.Empty).Where(r => r.Method == HttpMethod.Get && !r.Path.Contains(Guid.Empty.ToString(), StringComparison.Ordinal) && !r.Path.Contains("/prompts/", StringComparison.Ordinal)))
        {
            var list = await admin.GetStringAsync(path, Ct);
            Assert.DoesNotContain(other.Exchange.ToString(), list, StringComparison.Ordinal);
            Assert.DoesNotContain(other.Key.ToString(), list, StringComparison.Ordinal);
            Assert.DoesNotContain(other.Upstream.ToString(), list, StringComparison.Ordinal);
        }

        await using var db = Some.Db(_host.Database.DataSource);
        Assert.Null((await db.Keys.SingleAsync(k => k.Id == other.Key, Ct)).RevokedAt);
        Assert.True(await db.Upstreams.AnyAsync(u => u.Id == other.Upstream, Ct));
    }

    [Fact]
    public async Task The_description_lists_every_route()
    {
        using var client = _host.Client(_host.ReadKey);
        var document = await client.GetFromJsonAsync<JsonElement>("/openapi.json", Ct);
        var described = document.GetProperty("paths").EnumerateObject()
            .SelectMany(p => p.Value.EnumerateObject().Select(o => $"{o.Name.ToUpperInvariant()} {p.Name}")).Order();
        var mapped = Endpoints().Select(e => $"{e.Method} {e.Pattern.Replace(":guid", "", StringComparison.Ordinal).Replace(":int", "", StringComparison.Ordinal).Replace("**", "", StringComparison.Ordinal)}").Order();
        Assert.Equal(mapped, described);
    }

    [Fact]
    public async Task An_unknown_path_of_the_api_is_a_problem_and_no_page()
    {
        using var client = _host.Client(_host.ReadKey);
        using var answer = await client.GetAsync("/api/v1/nonsense", Ct);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Whatever_is_not_said_to_be_open_demands_a_sign_in()
    {
        using var nobody = _host.Client(null);
        foreach (var path in new[] { "/", "/keys", "/upstreams", "/not-found", "/openapi.json", "/_blazor/negotiate", "/nonsense" })
        {
            using var answer = await nobody.GetAsync(path, Ct);
            Assert.True(answer.StatusCode is HttpStatusCode.Redirect or HttpStatusCode.Unauthorized, $"{path} answers {(int)answer.StatusCode}.");
        }
    }

    private IEnumerable<(HttpMethod Method, string Path)> ApiRoutes(Guid id) =>
        Endpoints().Select(e => (new HttpMethod(e.Method), e.Pattern
            .Replace("{id:guid}", id.ToString(), StringComparison.Ordinal)
            .Replace("{**session}", id.ToString(), StringComparison.Ordinal)
            .Replace("{note:guid}", id.ToString(), StringComparison.Ordinal)
            .Replace("{row:guid}", id.ToString(), StringComparison.Ordinal)
            .Replace("{position:int}", "1", StringComparison.Ordinal)
            .Replace("/import", "/import?format=jsonl", StringComparison.Ordinal)
            .Replace("{**name}", "anything", StringComparison.Ordinal)
            .Replace("{name}", "rollups", StringComparison.Ordinal)));

    // What the route would take if the thing were ours.
    private static object? BodyFor(HttpMethod method, string path) => (method.Method, path[(path.LastIndexOf('/') + 1)..]) switch
    {
        ("PUT", "alterations") => new { client = "any" },
        ("PUT", "properties") => new { region = "eu" },
        ("PUT" or "POST", "tags") => new { tags = new[] { "seen" } },
        ("POST", "feedback") => new { rating = true },
        ("POST", "scores") => new { name = "fit", value = 1 },
        ("POST", "notes") => new { text = "Theirs." },
        ("POST", "rows") => new[] { new { inputs = new { input = "Theirs." } } },
        ("POST", "exchanges") => new { ids = new[] { Guid.CreateVersion7() } },
        ("PUT", "score") => new { score = 1 },
        ("POST", "replay") => new { },
        ("PUT", _) when path.Contains("/members/", StringComparison.Ordinal) => new { role = "viewer", sees_bodies = false },
        ("PUT", _) when path.Contains("/rows/", StringComparison.Ordinal) => new { version = 1, inputs = new { input = "Theirs." } },
        ("PUT", _) when path.Contains("/datasets/", StringComparison.Ordinal) => new { name = "Theirs" },
        _ => null,
    };

    private IEnumerable<(string Method, string Pattern)> Endpoints() =>
        _host.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal))
            .SelectMany(e => e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(m => (m, e.RoutePattern.RawText!.TrimEnd('/'))));

    private async Task<(Guid Exchange, Guid Key, Guid Upstream)> OtherProjectAsync()
    {
        await using var db = Some.Db(_host.Database.DataSource);
        var project = new Project { Id = Guid.CreateVersion7(), Slug = "other", Name = "Other", CreatedAt = Some.Noon };
        var key = new Key { Id = Guid.CreateVersion7(), ProjectId = project.Id, Kind = KeyKind.Read, Name = "theirs", Digest = new byte[32], Hint = "obs_r_0000", CreatedAt = Some.Noon };
        var upstream = new Upstream { Id = Guid.CreateVersion7(), ProjectId = project.Id, Name = "theirs", BaseUrl = "https://theirs.example", Format = "openai", UpdatedAt = Some.Noon };
        db.Add(project);
        await db.SaveChangesAsync(Ct);
        db.AddRange(key, upstream);
        await db.SaveChangesAsync(Ct);
        var exchange = Some.Exchange(project.Id, Some.Noon);
        exchange.Row.Session = exchange.Row.Id.ToString();
        db.Add(new Conversation { ProjectId = project.Id, Session = exchange.Row.Session, FirstAt = Some.Noon, LastAt = Some.Noon });
        await db.SaveChangesAsync(Ct);
        await Some.StoreAsync(_host.Database.DataSource, [exchange], Ct);
        return (exchange.Row.Id, key.Id, upstream.Id);
    }
}
