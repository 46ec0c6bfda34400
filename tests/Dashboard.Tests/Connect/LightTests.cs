using Observability.Dashboard.Connect;
using Observability.Domain.Exchanges;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Connect;

public sealed class LightTests
{
    private static readonly SeenExchange Plain = new(Some.Noon, "chat", ExchangeOutcome.Completed) { Model = "gpt-4o", Status = 200 };

    [Fact]
    public void Without_a_request_every_light_waits() =>
        Assert.All(Light.Of([]), light => Assert.Equal((LightState.Waiting, null, null), (light.State, light.At, light.Seen)));

    [Fact]
    public void A_light_shows_the_newest_exchange_that_brings_its_header()
    {
        var lights = Light.Of(
        [
            Plain with { At = Some.Noon.AddSeconds(9) },
            Plain with { At = Some.Noon.AddSeconds(5), User = "u-1", UserName = "李小梅", UserSource = IdentitySource.Header, Session = "chat-2", UserGroups = ["Lab", "Staff"] },
            Plain with { User = "u-0", UserName = "Anna", UserSource = IdentitySource.Header, MessageId = "m-1", Task = "title_generation", TaskSource = "header" },
        ]);

        Assert.Equal("chat · gpt-4o · 200", Of(lights, LightKind.Request).Seen);
        Assert.Equal((LightState.Lit, "李小梅", Some.Noon.AddSeconds(5)), (Of(lights, LightKind.User).State, Of(lights, LightKind.User).Seen, Of(lights, LightKind.User).At));
        Assert.Equal("Lab, Staff", Of(lights, LightKind.Groups).Seen);
        Assert.Equal((LightState.Lit, "title_generation"), (Of(lights, LightKind.Task).State, Of(lights, LightKind.Task).Seen));
        Assert.Equal("m-1", Of(lights, LightKind.Message).Seen);
        Assert.Equal(LightState.Waiting, Of(lights, LightKind.Token).State);
    }

    [Theory]
    [InlineData(ExchangeOutcome.Completed, LightState.Lit)]
    [InlineData(ExchangeOutcome.ClientAborted, LightState.Lit)]
    [InlineData(ExchangeOutcome.UpstreamUnreachable, LightState.Doubtful)]
    [InlineData(ExchangeOutcome.Rejected, LightState.Refused)]
    public void A_request_that_went_wrong_is_not_green(ExchangeOutcome outcome, LightState expected) =>
        Assert.Equal(expected, Of(Light.Of([Plain with { Outcome = outcome }]), LightKind.Request).State);

    [Theory]
    [InlineData(IdentitySource.Jwt, LightState.Lit)]
    [InlineData(IdentitySource.JwtUnverified, LightState.Doubtful)]
    [InlineData(IdentitySource.JwtRejected, LightState.Refused)]
    [InlineData(IdentitySource.Header, LightState.Waiting)]
    public void A_token_is_green_only_when_its_signature_holds(IdentitySource source, LightState expected) =>
        Assert.Equal(expected, Of(Light.Of([Plain with { UserSource = source, User = "u" }]), LightKind.Token).State);

    [Fact]
    public void A_task_told_by_its_prompt_is_not_as_good_as_one_told_by_a_header() =>
        Assert.Equal(LightState.Doubtful, Of(Light.Of([Plain with { Task = "tags_generation", TaskSource = "prefix" }]), LightKind.Task).State);

    [Fact]
    public void A_task_told_by_a_header_is_not_forgotten_for_one_told_by_its_prompt()
    {
        var task = Of(Light.Of([Plain with { Task = "tags_generation", TaskSource = "prefix" }, Plain with { Task = "title_generation", TaskSource = "header" }]), LightKind.Task);
        Assert.Equal((LightState.Lit, "title_generation"), (task.State, task.Seen));
    }

    [Fact]
    public async Task What_is_missing_is_said_with_what_to_do_and_hostile_text_stays_text()
    {
        var report = new LightReport("Home", Some.Noon, Light.Of([Plain with { User = "u", UserName = "<b>x</b>\u202e", UserSource = IdentitySource.Header }]));

        var html = await Render.HtmlAsync<Lights>(("Report", report), ("Kinds", Enum.GetValues<LightKind>()), ("ByOpenWebUI", true));

        Assert.Contains("data-light=\"user\" data-state=\"lit\"", html, StringComparison.Ordinal);
        Assert.Contains("data-light=\"chat\" data-state=\"waiting\"", html, StringComparison.Ordinal);
        Assert.Contains("<code>X-OpenWebUI-Chat-Id</code>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>x", html, StringComparison.Ordinal);
        Assert.DoesNotContain("\u202e", html, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_is_its_address_and_back()
    {
        var url = new ConnectUrl(Producer.OpenWebUI, Way.Kubernetes, true, "my upstream", Guid.CreateVersion7(Some.Noon));
        Assert.Equal(url, ConnectUrl.Parse(url.ToString()[url.ToString().IndexOf('?', StringComparison.Ordinal)..]));
        Assert.Equal(ConnectUrl.Home, ConnectUrl.Parse("?have=nonsense&as=csharp&key=x"));
        Assert.Equal(Way.Python, ConnectUrl.Parse("?have=lang_chain&as=docker").Way);
    }

    private static Light Of(IReadOnlyList<Light> lights, LightKind kind) => lights.Single(l => l.Kind == kind);
}
