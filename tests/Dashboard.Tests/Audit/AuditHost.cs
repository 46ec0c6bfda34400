using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Observability.Domain.Audit;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Tests.Audit;

/// <summary>A dashboard with a few exchanges, for tests that look at what the audit log says afterwards.</summary>
public sealed partial class AuditHost : IAsyncLifetime
{
    internal DashboardHost Dashboard { get; private set; } = null!;

    internal Guid Project { get; private set; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Dashboard = await DashboardHost.StartAsync(Ct);
        await using var db = Some.Db(Dashboard.Database.DataSource);
        Project = (await db.Projects.SingleAsync(Ct)).Id;
    }

    public ValueTask DisposeAsync() => Dashboard.DisposeAsync();

    internal HttpClient Admin() => Dashboard.Client(Dashboard.AdminKey);

    internal HttpClient Reader() => Dashboard.Client(Dashboard.ReadKey);

    /// <summary>Stores an exchange of this project.</summary>
    internal async Task<Exchange> StoreAsync(byte[]? request = null)
    {
        var stored = Some.Exchange(Project, Some.Noon, request);
        await Some.StoreAsync(Dashboard.Database.DataSource, [stored], Ct);
        return stored.Row;
    }

    /// <summary>What is done, and the entries that it left, oldest first.</summary>
    internal async Task<IReadOnlyList<AuditEntry>> EntriesOfAsync(Func<Task> deed)
    {
        await using var db = Some.Db(Dashboard.Database.DataSource);
        var before = await db.AuditLog.Select(a => a.Id).ToListAsync(Ct);
        await deed();
        return [.. (await db.AuditLog.OrderBy(a => a.At).ToListAsync(Ct)).Where(a => !before.Contains(a.Id)).OrderBy(a => a.At).ThenBy(a => a.Id)];
    }

    /// <summary>Signs in with a form of the page; where it leads to.</summary>
    internal async Task<string> SignInAsync(HttpClient browser, string email, string password)
    {
        var page = await browser.GetStringAsync("/sign-in", Ct);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["__RequestVerificationToken"] = Token().Match(page).Groups[1].Value,
            ["email"] = email,
            ["password"] = password,
            ["returnUrl"] = "/",
        });
        using var answer = await browser.PostAsync("/sign-in", form, Ct);
        return answer.Headers.Location!.OriginalString;
    }

    internal static async Task<HttpResponseMessage> SendAsync(HttpClient client, HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : JsonContent.Create(body);
        return await client.SendAsync(request, Ct);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
