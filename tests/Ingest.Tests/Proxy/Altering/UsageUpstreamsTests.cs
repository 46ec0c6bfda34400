using Observability.Domain.Exchanges;
using Observability.Ingest.Proxy;
using Observability.Ingest.Proxy.Altering;
using Observability.Testing;

namespace Observability.Ingest.Tests.Proxy.Altering;

/// <summary>Who is asked for usage.</summary>
public sealed class UsageUpstreamsTests
{
    private readonly ManualTimeProvider _time = new(new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("https://api.openai.com", "openai", false, true)]
    [InlineData("https://my.OpenAI.azure.com", "azure", false, true)]
    [InlineData("https://api.openai.com.evil.example", "openai", false, false)]
    [InlineData("https://notapi.openai.com", "openai", false, false)]
    [InlineData("https://openrouter.ai/api/v1", "openai", false, false)]
    [InlineData("http://localhost:8000/v1", "openai", false, false)]
    [InlineData("http://localhost:8000/v1", "openai", true, true)]
    [InlineData("http://localhost:11434", "ollama", true, false)]
    [InlineData("https://api.anthropic.com", "anthropic", true, false)]
    public void Known_hosts_are_asked_and_others_when_the_key_says_so(string url, string family, bool switchedOn, bool expected) =>
        Assert.Equal(expected, new UsageUpstreams(_time).MayBeAsked(Call(url, family, switchedOn)));

    [Fact]
    public void Who_refused_is_left_alone_for_a_day_and_at_that_address_only()
    {
        var usage = new UsageUpstreams(_time);
        var refusing = Call("https://api.openai.com/a", "openai", switchedOn: true);

        usage.HasToBeLeftAlone(refusing.Upstream);

        Assert.False(usage.MayBeAsked(refusing));
        Assert.True(usage.MayBeAsked(Call("https://api.openai.com/b", "openai", switchedOn: true)));
        _time.Advance(TimeSpan.FromDays(1));
        Assert.True(usage.MayBeAsked(refusing));
    }

    [Fact]
    public void However_many_refuse_a_thousand_are_remembered()
    {
        var usage = new UsageUpstreams(_time);
        for (var i = 0; i < 1500; i++)
        {
            usage.HasToBeLeftAlone(Call($"https://h{i}.example", "openai", switchedOn: true).Upstream);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.True(usage.MayBeAsked(Call("https://h0.example", "openai", switchedOn: true)));
        Assert.False(usage.MayBeAsked(Call("https://h1499.example", "openai", switchedOn: true)));
        Assert.Equal(1000, Enumerable.Range(0, 1500).Count(i => !usage.MayBeAsked(Call($"https://h{i}.example", "openai", switchedOn: true))));
    }

    private static AdmittedCall Call(string url, string family, bool switchedOn) =>
        new(RawTarget.Parse("POST", "/x"), new("u", new(url), family, true, null), new(url), "k")
        {
            Alterations = Alterations.IncludeUsage,
            SwitchedOn = switchedOn ? Alterations.IncludeUsage : Alterations.None,
        };
}
