using System.Net;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using MediatR;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Observability.Dashboard.Bodies;
using Observability.Dashboard.Conversations;
using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Keys;
using Observability.Dashboard.Live;
using Observability.Domain;
using Observability.Domain.Conversations;
using Observability.Domain.Keys;
using Observability.Domain.Projects;

namespace Observability.Dashboard.Tests.Members;

/// <summary>Whoever sees no bodies sees what exchanges came to, and no word of what was said in them, on no way there is.</summary>
public sealed class WithheldTests(MembersHost host) : IClassFixture<MembersHost>
{
    private const string Canary = "zanzibarquokka";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private DashboardHost Dashboard => host.Host;

    [Fact]
    public async Task A_key_without_bodies_is_told_no_word_by_any_route_of_the_API()
    {
        var (key, id) = await SpokenAsync("Every route");
        using var client = Dashboard.Client(key);
        foreach (var path in Routes(id))
        {
            using var answer = await client.GetAsync(path, Ct);
            Assert.DoesNotContain(Canary, await answer.Content.ReadAsStringAsync(Ct), StringComparison.OrdinalIgnoreCase);
        }

        using var row = await client.GetAsync($"/api/v1/exchanges/{id}", Ct);
        var told = await row.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.True(told.GetProperty("bodies_withheld").GetBoolean());
        Assert.Equal(12, told.GetProperty("input_tokens").GetInt32());
        Assert.Equal(JsonValueKind.Null, told.GetProperty("reading").ValueKind);
        // What lets a body be guessed is withheld with it.
        Assert.Equal("", told.GetProperty("request_sha256").GetString());
    }

    [Theory]
    [InlineData("/api/v1/exchanges?q=" + Canary)]
    [InlineData("/api/v1/exchanges?q=-input:" + Canary)]
    [InlineData("/api/v1/exchanges?q=model:x+OR+(output:" + Canary + ")")]
    [InlineData("/api/v1/running?q=" + Canary)]
    [InlineData("/api/v1/usage?q=" + Canary)]
    [InlineData("/api/v1/export?q=")]
    public async Task A_key_without_bodies_cannot_ask_for_words_nor_take_exchanges_away(string path)
    {
        var (key, _) = await SpokenAsync("Words");
        using var client = Dashboard.Client(key);
        using var answer = await client.GetAsync(path, Ct);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.Equal("/problems/bodies-withheld", problem.GetProperty("type").GetString());
    }

    [Fact]
    public async Task Bytes_pictures_and_copies_are_refused_to_a_browser_in_a_sentence()
    {
        var (_, id) = await SpokenAsync("Browser");
        using var vera = Dashboard.Browser();
        var (page, link) = ("/not-found", await host.InviteAsync(await OwnerOfAsync(id), Role.Admin, seesBodies: false));
        using var joined = await MembersHost.PostAsync(vera, link, $"{link}/account", ("email", $"{id:N}@example.com"), ("password", DashboardHost.Password + " two"));
        Assert.Equal(HttpStatusCode.OK, (await vera.GetAsync(page, Ct)).StatusCode);
        foreach (var path in new[] { $"/exchanges/{id}/request", $"/exchanges/{id}/response", $"/exchanges/{id}/request/images/0" })
        {
            using var answer = await vera.GetAsync(path, Ct);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.Equal(WithheldText.Withheld, await answer.Content.ReadAsStringAsync(Ct));
        }
    }

    [Fact]
    public async Task Lists_and_panels_come_without_texts_and_with_every_figure()
    {
        var (_, id) = await SpokenAsync("Panels");
        var owner = await OwnerOfAsync(id);
        var viewer = await host.AddAsync(owner.ProjectId, Role.Viewer, seesBodies: false);
        var row = Assert.Single((await host.AskAsync(viewer, new ListExchanges(ExchangeFilter.All, null, 10))).Rows);
        Assert.Equal((null, null, 12L), (row.RequestPreview, row.ResponsePreview, row.InputTokens));
        var detail = await host.AskAsync(viewer, new OneExchange(id, DetailReach.Panel));
        Assert.True(detail is { Withheld: true, Reading: null, RequestBody.Length: 0, Row: { CostUsd: not null, RequestPreview: null } });
        var conversation = Assert.Single((await host.AskAsync(viewer, new ListConversations(ConversationFilter.All, null, 10))).Conversations);
        Assert.Equal(conversation.Session, conversation.Name);
        var seen = Assert.Single((await host.AskAsync(owner, new ListExchanges(ExchangeFilter.All, null, 10))).Rows);
        Assert.Contains(Canary, seen.RequestPreview, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_live_list_is_told_rows_without_texts_and_cannot_ask_for_words()
    {
        var owner = await host.ProjectAsync("Live");
        var viewer = await host.AddAsync(owner.ProjectId, Role.Viewer, seesBodies: false);
        var tail = Dashboard.App.Services.GetRequiredService<ExchangeTail>();
        await Assert.ThrowsAsync<BodiesWithheldException>(() => tail.SubscribeAsync(viewer, (ExchangeFilter.All with { Q = Canary }).Live, _ => Task.CompletedTask, Ct));
        var (theirs, ours) = (Said(owner.ProjectId).Row.WithoutTexts(), Said(owner.ProjectId).Row);
        Assert.Equal((null, null), (theirs.RequestPreview, theirs.ResponsePreview));
        Assert.Equal((theirs.InputTokens, theirs.CostUsd, theirs.Upstream), (ours.InputTokens, ours.CostUsd, ours.Upstream));
    }

    [Fact]
    public async Task Every_message_that_tells_bodies_is_refused_before_its_handler()
    {
        var owner = await host.ProjectAsync("Refusals");
        var blind = await host.AddAsync(owner.ProjectId, Role.Admin, seesBodies: false);
        var types = typeof(Caller).Assembly.GetTypes().Where(t => t.GetCustomAttribute<RequiresAttribute>() is { Bodies: true }).ToList();
        Assert.InRange(types.Count, 30, 200);
        foreach (var type in types)
        {
            // Nothing of it is looked at: that it is of this type is enough.
            var message = (IBaseRequest)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type);
            var answer = type.GetInterfaces().Single(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IRequest<>)).GetGenericArguments()[0];
            var send = typeof(Messages).GetMethod(nameof(Messages.SendAsync))!.MakeGenericMethod(answer);
            await Assert.ThrowsAsync<BodiesWithheldException>(() => (Task)send.Invoke(Dashboard.App.Services.GetRequiredService<Messages>(), [blind, message, Ct])!);
        }
    }

    // A project with one exchange that says the canary on every side, and a read key that sees no bodies.
    private async Task<(Sensitive<string> Key, Guid Exchange)> SpokenAsync(string name)
    {
        var owner = await host.ProjectAsync(name);
        var said = Said(owner.ProjectId);
        await using (var db = Some.Db(Dashboard.Database.DataSource))
        {
            db.Add(new Conversation { ProjectId = owner.ProjectId, Session = said.Row.Session!, FirstAt = Some.Noon, LastAt = Some.Noon });
            await db.SaveChangesAsync(Ct);
        }

        await Some.StoreAsync(Dashboard.Database.DataSource, [said], Ct);
        return ((await host.AskAsync(owner, new CreateKey("Sums", KeyKind.Read, null) { SeesBodies = false })).Text, said.Row.Id);
    }

    private static Domain.Exchanges.ExchangeRecord Said(Guid project)
    {
        var record = Some.Exchange(
            project, Some.Noon,
            System.Text.Encoding.UTF8.GetBytes("{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"Where is " + Canary + "?\"}]}"),
            System.Text.Encoding.UTF8.GetBytes("{\"id\":\"1\",\"model\":\"gpt-4o-mini\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"" + Canary + " is there.\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":6}}"));
        (record.Row.RequestPreview, record.Row.ResponsePreview, record.Row.Session) = ($"Where is {Canary}?", $"{Canary} is there.", $"s-{record.Row.Id:N}");
        return record;
    }

    private async Task<Caller> OwnerOfAsync(Guid exchange)
    {
        await using var db = Some.Db(Dashboard.Database.DataSource);
        var project = await db.Exchanges.Where(e => e.Id == exchange).Select(e => e.ProjectId).SingleAsync(Ct);
        return (await host.FindAsync(host.Anna.AccountId!.Value, project))!.Caller!;
    }

    private IEnumerable<string> Routes(Guid id) =>
        Dashboard.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal) && e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Contains("GET"))
            .Select(e => e.RoutePattern.RawText!
                .Replace("{id:guid}", id.ToString(), StringComparison.Ordinal)
                .Replace("{**session}", $"s-{id:N}", StringComparison.Ordinal)
                .Replace("{row:guid}", id.ToString(), StringComparison.Ordinal)
                .Replace("{position:int}", "1", StringComparison.Ordinal)
                .Replace("{**name}", "anything", StringComparison.Ordinal)
                .Replace("{name}", "rollups", StringComparison.Ordinal));
}
