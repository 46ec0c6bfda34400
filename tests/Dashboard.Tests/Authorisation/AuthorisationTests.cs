using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Observability.Dashboard.Tests.Accounts;
using Observability.Domain;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Authorisation;

/// <summary>Who gets in where: every route and every message there is, found in the host itself, against a table that is reviewed (authorisation.md).</summary>
public sealed class AuthorisationTests : IAsyncLifetime
{
    private const string Table = "tests/Dashboard.Tests/Authorisation/authorisation.md";
    private const string Accept = "ACCEPT_AUTHORISATION";
    private const string Canary = "canary-7f3a9c51";

    private static readonly string[] Verbs = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"];

    private DashboardHost _host = null!;
    private int _addresses;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // Each call comes from an address of its own: attempts from one address are limited, which is another claim.
    public async ValueTask InitializeAsync()
    {
        _host = await DashboardHost.StartAsync(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["OBSERVABILITY_TRUSTED_PROXIES"] = "127.0.0.0/8" }, Ct);
        await using var db = Some.Db(_host.Database.DataSource);
        var project = await db.Projects.Select(p => p.Id).SingleAsync(Ct);
        var exchange = Some.Exchange(project, Some.Noon, Encoding.UTF8.GetBytes($$"""{"messages":[{"role":"user","content":"{{Canary}}"}]}"""));
        (exchange.Row.RequestPreview, exchange.Row.UserName, exchange.Row.ModelRequested) = (Canary, Canary, Canary);
        await Some.StoreAsync(_host.Database.DataSource, [exchange], Ct);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Every_route_lets_in_whom_the_table_says()
    {
        var now = new StringBuilder("""
            # Who gets in where

            Made by AuthorisationTests from the routes of the host and the list of messages; the test fails when it is no longer so. After a change that is
            meant: run it with `ACCEPT_AUTHORISATION=1` and read the difference.

            *yes*: past the door (what is there may still be 404); *401*, *403*: refused; *sign in*: sent to the sign-in page; *token*: refused as a form without
            its token; *400*: past the door, and what was sent means nothing. Static files are everybody's. Keys come as `Authorization: Bearer`: any other way is the same as none.

            | route | nobody | write key | read key | admin key | account | ended session |
            |---|---|---|---|---|---|---|

            """);
        using var account = await Visitor.SignedInAsync(_host);
        using var ended = await Visitor.SignedInAsync(_host);
        using var copy = ended.Copy();
        await ended.PostAsync("/sign-in", "/sign-out");
        using var client = _host.Client(null);
        foreach (var route in Route.Of(_host).Where(r => r.Pattern != "/sign-out"))
        {
            var cells = new List<string> { await CellAsync(client, route, null) };
            foreach (var key in new[] { _host.WriteKey, _host.ReadKey, _host.AdminKey })
            {
                cells.Add(await CellAsync(client, route, key.Value));
            }

            cells.Add(await CellAsync(account.Browser, route, null));
            cells.Add(await CellAsync(copy.Browser, route, null));
            now.Append("| ").AppendJoin(" | ", cells.Prepend($"{route.Method} `{route.Pattern}`")).Append(" |\n");
        }

        Append(now);
        Compare(now.ToString());
    }

    [Fact]
    public async Task A_write_key_opens_nothing_however_it_is_sent_and_every_refusal_is_the_same_bytes()
    {
        using var client = _host.Client(null);
        var refusals = new HashSet<string>(StringComparer.Ordinal);
        foreach (var route in Route.Of(_host).Where(r => r.IsApi))
        {
            foreach (var (name, send) in Transports(_host.WriteKey.Value))
            {
                using var request = send(route, route.Method);
                await RefusedAsync(client, request, $"{route.Method} {route.Pattern} by {name}", name == "path" ? null : refusals);
            }
        }

        foreach (var path in Route.Of(_host).Where(r => r.IsApi).DistinctBy(r => r.Pattern))
        {
            foreach (var verb in Verbs)
            {
                using var request = path.Request(verb);
                request.Headers.Authorization = new("Bearer", _host.WriteKey.Value);
                await RefusedAsync(client, request, $"{verb} {path.Pattern}", verb is "HEAD" ? null : refusals);
            }
        }

        Assert.Single(refusals);
    }

    [Fact]
    public async Task A_message_is_refused_to_whoever_has_less_access_than_it_says_or_may_not_see_what_it_tells()
    {
        var messages = _host.App.Services.GetRequiredService<Messages>();
        foreach (var (type, required) in MessageList())
        {
            foreach (var access in Enum.GetValues<Access>().Where(a => a < required.Access))
            {
                await Assert.ThrowsAsync<UnauthorizedAccessException>(() => SendAsync(messages, type, new(Guid.CreateVersion7(), access, "less") { SeesBodies = true }));
            }

            if (required.Bodies)
            {
                await Assert.ThrowsAnyAsync<UnauthorizedAccessException>(
                    () => SendAsync(messages, type, new(Guid.CreateVersion7(), Enum.GetValues<Access>().Max(), "blind") { SeesBodies = false }));
            }
        }
    }

    private static IEnumerable<(Type Message, RequiresAttribute Required)> MessageList() =>
        typeof(Messages).Assembly.GetTypes().Where(t => !t.IsAbstract && t.IsAssignableTo(typeof(IBaseRequest)))
            .Select(t => (t, t.GetCustomAttribute<RequiresAttribute>()!)).OrderBy(m => m.t.FullName, StringComparer.Ordinal);

    // The check comes before anything of the message is looked at, so it may be empty.
    private static Task SendAsync(Messages messages, Type type, Caller caller)
    {
        var answer = type.GetInterfaces().Single(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IRequest<>)).GetGenericArguments()[0];
        return (Task)typeof(Messages).GetMethod(nameof(Messages.SendAsync))!.MakeGenericMethod(answer)
            .Invoke(messages, [caller, RuntimeHelpers.GetUninitializedObject(type), Ct])!;
    }

    private static void Append(StringBuilder table)
    {
        table.Append("\n## Messages\n\nWhat pages and routes ask for: the least access of whoever sends it, and whether it tells what was asked and answered.\n\n| message | access | bodies |\n|---|---|---|\n");
        foreach (var (type, required) in MessageList())
        {
            var name = type.FullName!["Observability.Dashboard.".Length..];
            table.Append("| ").AppendJoin(" | ", name, EnumNames.NameOf(required.Access), required.Bodies ? "yes" : "").Append(" |\n");
        }
    }

    private static void Compare(string now)
    {
        var file = Path.Combine(SharedCorpora.RepositoryRoot, Table);
        if (Environment.GetEnvironmentVariable(Accept) == "1")
        {
            File.WriteAllText(file, now);
        }

        var (approved, current) = (File.ReadAllLines(file), now.TrimEnd('\n').Split('\n'));
        var changed = approved.Except(current).Select(l => "- " + l).Concat(current.Except(approved).Select(l => "+ " + l)).ToList();
        Assert.True(changed.Count == 0, $"Who gets in where has changed. If that is meant, run this once with {Accept}=1 and commit {Table}.\n{string.Join('\n', changed)}");
    }

    private static IEnumerable<(string Name, Func<Route, string, HttpRequestMessage> Send)> Transports(string key)
    {
        yield return ("bearer", (route, method) => With(route.Request(method), r => r.Headers.Authorization = new("Bearer", key)));
        yield return ("basic", (route, method) => With(
            route.Request(method), r => r.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{key}:")))));
        yield return ("x-api-key", (route, method) => With(route.Request(method), r => r.Headers.Add("x-api-key", key)));
        yield return ("api-key", (route, method) => With(route.Request(method), r => r.Headers.Add("api-key", key)));
        yield return ("query", (route, method) => route.Request(method, $"?key={key}&api_key={key}&access_token={key}"));
        yield return ("cookie", (route, method) => With(route.Request(method), r => r.Headers.Add("Cookie", $"observability={key}")));
        yield return ("path", (route, method) => With(route.Request(method), r => r.RequestUri = new($"/{key}{r.RequestUri}", UriKind.Relative)));
    }

    private static HttpRequestMessage With(HttpRequestMessage request, Action<HttpRequestMessage> change)
    {
        change(request);
        return request;
    }

    private async Task RefusedAsync(HttpClient client, HttpRequestMessage request, string what, HashSet<string>? refusals)
    {
        using var answer = await client.SendAsync(request, Ct);
        var body = await answer.Content.ReadAsStringAsync(Ct);
        var headers = string.Join('\n', answer.Headers.Concat(answer.Content.Headers).Where(h => h.Key is not ("Date" or "Location"))
            .Select(h => $"{h.Key}: {string.Join(", ", h.Value)}").Order(StringComparer.Ordinal));
        Assert.DoesNotContain(Canary, headers + body, StringComparison.Ordinal);
        // A page's address leads to the sign-in; nothing of the API does.
        Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized || refusals is null && answer.StatusCode == HttpStatusCode.Redirect, $"{what} answers {(int)answer.StatusCode}.");
        refusals?.Add($"{headers}\n\n{body}");
    }

    private async Task<string> CellAsync(HttpClient client, Route route, string? key)
    {
        using var request = route.Request();
        request.Headers.Authorization = key is null ? null : new("Bearer", key);
        request.Headers.Add("X-Forwarded-For", $"10.{_addresses >> 16 & 255}.{_addresses >> 8 & 255}.{_addresses++ & 255}");
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        HasSecurityHeaders(answer, route);
        return answer.StatusCode switch
        {
            HttpStatusCode.Redirect when answer.Headers.Location!.OriginalString.Contains("/sign-in", StringComparison.Ordinal) && !route.Pattern.StartsWith("/sign-in", StringComparison.Ordinal) => "sign in",
            HttpStatusCode.BadRequest when answer.Content.Headers.ContentType?.MediaType == "text/plain" => "token",
            HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ((int)answer.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture),
            _ => "yes",
        };
    }

    // Of every answer there is: pages, downloads, the API, refusals and errors.
    private static void HasSecurityHeaders(HttpResponseMessage answer, Route route)
    {
        foreach (var (name, value) in SecurityHeaders.Headers)
        {
            var values = answer.Headers.TryGetValues(name, out var given) ? string.Join(", ", given) : "";
            var holds = name switch
            {
                "Cache-Control" => values.Contains("no-store", StringComparison.Ordinal),
                "Content-Security-Policy" => values == value || values.Contains("default-src 'none'", StringComparison.Ordinal),
                _ => values == value,
            };
            Assert.True(holds, $"{route.Method} {route.Pattern} answers {(int)answer.StatusCode} with {name}: '{values}'.");
        }

        Assert.False(answer.Headers.Contains("Server") || answer.Headers.Contains("Access-Control-Allow-Origin"), route.Pattern);
    }
}
