using System.Net;
using System.Text.RegularExpressions;
using Observability.Dashboard.Replays;
using Observability.Domain.Exchanges;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Replays;

public sealed partial class ReplayDifferencesTests
{
    [Fact]
    public async Task A_replay_is_told_by_what_it_cost_and_took_beyond_its_original_and_unknown_is_a_dash()
    {
        var original = new Exchange { CostUsd = 0.004m, DurationUs = 2_000_000, FirstTokenUs = 400_000, InputTokens = 12, OutputTokens = 100 };
        var replay = new Exchange { CostUsd = 0.001m, DurationUs = 3_000_000, FirstTokenUs = 400_000, InputTokens = 12, OutputTokens = null };
        var html = WebUtility.HtmlDecode(await Render.HtmlAsync<ReplayDifferences>((nameof(ReplayDifferences.Original), original), (nameof(ReplayDifferences.Replay), replay)));
        Assert.Equal(
            "Cost −$0.0030 Latency +1.00 s TTFT ±0.00 ms Input tokens ±0 Output tokens –",
            Spaces().Replace(Tags().Replace(html, " "), " ").Trim());
        Assert.Contains("class=\"better\" title=\"Cost: $0.0040 in the original, $0.0010 in the replay\"", html, StringComparison.Ordinal);
        Assert.Contains("class=\"worse\" title=\"Latency: 2.00 s in the original, 3.00 s in the replay\"", html, StringComparison.Ordinal);
        Assert.Contains("title=\"Output tokens: not known of both, so there is no difference to tell\"", html, StringComparison.Ordinal);
    }

    [GeneratedRegex("<[^>]+>", RegexOptions.NonBacktracking)]
    private static partial Regex Tags();

    [GeneratedRegex("\\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Spaces();
}
