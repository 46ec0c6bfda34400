using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Tests.Views;
using Observability.Domain.Projects;

namespace Observability.Dashboard.Tests;

public sealed partial class ExchangeImagesTests : IAsyncLifetime
{
    private DashboardHost _host = null!;
    private HttpClient _browser = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await DashboardHost.StartAsync(Ct);
        _browser = _host.Browser();
        var token = Token().Match(await _browser.GetStringAsync("/sign-in", Ct)).Groups[1].Value;
        using var form = new FormUrlEncodedContent([new("email", DashboardHost.Email), new("password", DashboardHost.Password), new("__RequestVerificationToken", token)]);
        using var signedIn = await _browser.PostAsync("/sign-in", form, Ct);
        Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
    }

    public ValueTask DisposeAsync()
    {
        _browser.Dispose();
        return _host.DisposeAsync();
    }

    [Fact]
    public async Task A_picture_is_given_as_what_its_bytes_are_and_can_run_nothing()
    {
        var id = await StoreAsync(await ProjectAsync());

        using var answer = await _browser.GetAsync($"/exchanges/{id}/request/images/1", Ct);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("image/gif", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("default-src 'none'; sandbox", answer.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal(Convert.FromBase64String(InlineImagesTests.Gif), await answer.Content.ReadAsByteArrayAsync(Ct));
    }

    [Theory]
    [InlineData("/request/images/2")]
    [InlineData("/request/images/-1")]
    [InlineData("/request/images/99999999999")]
    [InlineData("/response/images/0")]
    public async Task A_picture_that_is_not_there_is_404(string path)
    {
        var id = await StoreAsync(await ProjectAsync());

        using var answer = await _browser.GetAsync($"/exchanges/{id}{path}", Ct);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Pictures_of_another_project_are_404_and_nobody_sees_any_without_signing_in()
    {
        var other = new Project { Id = Guid.CreateVersion7(), Slug = "other", Name = "Other", CreatedAt = Some.Noon };
        await using (var db = Some.Db(_host.Database.DataSource))
        {
            db.Add(other);
            await db.SaveChangesAsync(Ct);
        }

        using var theirs = await _browser.GetAsync($"/exchanges/{await StoreAsync(other.Id)}/request/images/0", Ct);
        Assert.Equal(HttpStatusCode.NotFound, theirs.StatusCode);

        using var nobody = _host.Browser();
        using var unknown = await nobody.GetAsync($"/exchanges/{await StoreAsync(await ProjectAsync())}/request/images/0", Ct);
        Assert.Equal(HttpStatusCode.Redirect, unknown.StatusCode);
    }

    private async Task<Guid> ProjectAsync()
    {
        await using var db = Some.Db(_host.Database.DataSource);
        return (await db.Projects.SingleAsync(p => p.Slug == "default", Ct)).Id;
    }

    private async Task<Guid> StoreAsync(Guid project)
    {
        var request = $$"""{"a":"data:image/png;base64,{{InlineImagesTests.Png}}","b":"{{InlineImagesTests.Gif}}"}""";
        var exchange = Some.Exchange(project, Some.Noon, request: Encoding.UTF8.GetBytes(request));
        await Some.StoreAsync(_host.Database.DataSource, [exchange], Ct);
        return exchange.Row.Id;
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
