using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Observability.Dashboard.Prompts;
using Observability.Domain.Projects;

namespace Observability.Dashboard.Tests.Prompts;

/// <summary>One host for all claims of a class; each claim has a project of its own.</summary>
public sealed class PromptHost : IAsyncLifetime
{
    private static readonly Dictionary<string, string> None = [];

    internal DashboardHost Host { get; private set; } = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Host = await DashboardHost.StartAsync(Ct);

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    /// <summary>Somebody who may change prompts, in a new project.</summary>
    public async Task<Caller> CallerAsync()
    {
        var id = Guid.CreateVersion7();
        await using var db = Some.Db(Host.Database.DataSource);
        db.Add(new Project { Id = id, Slug = "p" + id.ToString("N")[^12..], Name = "Another", DefaultUpstream = "openai", CreatedAt = Some.Noon });
        await db.SaveChangesAsync(Ct);
        return new(id, Access.Replay, "anna@example.com") { SeesBodies = true };
    }

    /// <summary>The project of the host's keys.</summary>
    public async Task<Caller> KeyCallerAsync()
    {
        await using var db = Some.Db(Host.Database.DataSource);
        return new((await db.Projects.OrderBy(p => p.CreatedAt).FirstAsync(p => p.Slug == "default", Ct)).Id, Access.Replay, "anna@example.com") { SeesBodies = true };
    }

    public Task<T> SendAsync<T>(Caller caller, IRequest<T> message) => Host.App.Services.GetRequiredService<Messages>().SendAsync(caller, message, Ct);

    public Task<PromptSaved> SaveAsync(Caller caller, string name, string body, int? after = null, string? note = null, Dictionary<string, string>? defaults = null) =>
        SendAsync(caller, new AddPromptVersion(name, Content(body) with { Defaults = defaults ?? None }, note, after));

    public Task<PromptSaved> SavePartialAsync(Caller caller, string name, string text) =>
        SendAsync(caller, new AddPromptVersion(name, new(true, text, None, null, null, None, null), null, null));

    public static PromptContent Content(string body) => new(false, body, None, "openai", "/v1/chat/completions", None, null);

    public static string Chat(string system) => $$"""{"model":"gpt-4o-mini","messages":[{"role":"system","content":{{System.Text.Json.JsonSerializer.Serialize(system)}}},{"role":"user","content":"{{"{{question}}"}}"}]}""";
}
