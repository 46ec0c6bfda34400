using Observability.Domain.Exchanges;
using Observability.Domain.Formats;
using Observability.Domain.Keys;

namespace Observability.Domain.Tests;

public sealed class EnumNamesTests
{
    [Fact]
    public void Every_value_has_one_name_and_comes_back_from_it()
    {
        AssertRoundTrip<ExchangeOutcome>();
        AssertRoundTrip<CaptureVerdict>();
        AssertRoundTrip<UsageSource>();
        AssertRoundTrip<KeyKind>();
    }

    // Stored in rows: a renamed member would orphan them.
    [Fact]
    public void The_names_in_the_database_stay_what_they_are()
    {
        Assert.Equal(
            [
                "completed", "client_aborted", "upstream_refused", "upstream_unreachable", "upstream_timed_out", "upstream_broke",
                "stream_error", "rejected", "interrupted", "served_from_cache",
            ],
            EnumNames.All<ExchangeOutcome>());
        Assert.Equal(["kept", "truncated", "not_kept"], EnumNames.All<CaptureVerdict>());
        Assert.Equal(["none", "provider", "estimated"], EnumNames.All<UsageSource>());
        Assert.Equal(["write", "read", "admin"], EnumNames.All<KeyKind>());
    }

    [Theory]
    [InlineData("")]
    [InlineData("ClientAborted")]
    [InlineData("client-aborted")]
    [InlineData("1")]
    public void Another_spelling_is_no_name(string name) => Assert.Null(EnumNames.Parse<ExchangeOutcome>(name));

    private static void AssertRoundTrip<T>() where T : struct, Enum =>
        Assert.All(Enum.GetValues<T>(), v => Assert.Equal(v, EnumNames.Parse<T>(EnumNames.NameOf(v))));
}
