using FsCheck;
using FsCheck.Fluent;
using Observability.Domain.Formats;
using Observability.Domain.Pricing;

namespace Observability.Domain.Tests.Pricing;

/// <summary>What holds for every bill there can be.</summary>
public sealed class PricePropertyTests
{
    private static readonly string?[] Models =
        ["gpt-5.4", "gpt-4o", "gpt-audio", "gpt-image-1.5", "tts-1", "whisper-1", "omni-moderation-latest", "claude-opus-4-6", "gemini-2.5-flash", "moss", "", "-", "ft:", ".", "arn:", null];

    private static readonly string[] Upstreams = ["openai", "anthropic", "gemini", "openrouter", "ollama", "gone"];
    private static readonly string?[] Tiers = [null, "default", "flex", "priority", "batch", "moss", ""];

    private static readonly PriceBook Book = PriceBook.Create(
        [Bills.Own("moss", """{"input": 1, "output": 2, "machine_hour": 0.7, "usd_per_kwh": 0.31, "watts": 333}""")],
        [new() { ProjectId = Bills.Project, Upstream = "gemini", Factor = 0.8637m }],
        []);

    [Fact]
    public void It_never_throws_and_its_lines_add_up() => Check(Any, bill =>
    {
        var priced = Book.PriceOf(bill);
        var sound = priced.State switch
        {
            PricingState.Priced => !bill.IsEstimate && priced is { Cost: not null, Reason: null },
            PricingState.Estimated => bill.IsEstimate && priced is { Cost: not null, Reason: null },
            PricingState.Unpriced => priced is { Cost: null, Reason.Length: > 0 },
            PricingState.NotBilled => priced is { Cost: null, Reason: null },
        };
        var lines = priced.Cost?.Lines ?? [];
        return sound
            && (priced.Cost?.Usd ?? 0) == lines.Sum(l => l.Usd)
            && lines.All(l => l.Quantity > 0 && Math.Abs(l.Usd - (l.Quantity / l.Per * l.Rate * l.Factor)) < 0.000000001m)
            && lines.Select(l => l.Kind).SequenceEqual(lines.Select(l => l.Kind).Order());
    });

    [Fact]
    public void Its_stored_form_is_the_cost_again() => Check(Any, bill => Book.PriceOf(bill).Cost is not { } cost
        || (CostJson.Read(CostJson.Write(cost)) is { } again && again.Usd == cost.Usd && again.Lines.SequenceEqual(cost.Lines) && again.Price == cost.Price));

    [Fact]
    public void More_tokens_never_cost_less() => Check(Any, bill =>
    {
        if (bill.Usage is not { Input: >= 0 and < 1_000_000, Output: >= 0 } usage || Book.PriceOf(bill).Cost is not { } less)
        {
            return true;
        }

        // A longer call may leave the tier it was in, and then has no price; it never has a lower one.
        var more = bill with { Usage = usage with { Input = usage.Input + 1_000, Output = usage.Output + 10 } };
        return Book.PriceOf(more).Cost is not { } cost || cost.Usd >= less.Usd;
    });

    [Fact]
    public void A_price_is_of_the_row_alone() => Check(Any, bill =>
    {
        var stored = UsageJson.Write(bill.Usage, bill.Shares);
        var columns = bill.Usage is not { } u ? null : new Usage(u.Input, u.CacheRead, u.CacheWrite, u.Output, u.Reasoning, u.AudioInput, u.AudioOutput);
        var (usage, shares) = UsageJson.Read(columns, stored);
        return Book.PriceOf(bill with { Usage = usage, Shares = shares }).Cost?.Usd == Book.PriceOf(bill).Cost?.Usd;
    });

    private static Gen<Bill> Any =>
        from model in Gen.Elements(Models)
        from upstream in Gen.Elements(Upstreams)
        from tier in Gen.Elements(Tiers)
        from usage in AnyUsage
        from share in AnyUsage
        from shared in Gen.Choose(0, 9)
        from minutes in Gen.Choose(-5, 500)
        from flags in Gen.Choose(0, 15)
        select Bills.Chat(model, upstream) with
        {
            ServiceTier = tier,
            Endpoint = (flags & 3) switch { 0 => "embeddings", 1 => "images", _ => "chat" },
            Usage = flags == 15 ? null : usage,
            Shares = shared == 0 && model is not null ? [new(model, share), new("gpt-4o", usage)] : [],
            IsEstimate = (flags & 4) != 0,
            MachineTime = TimeSpan.FromMinutes(minutes),
        };

    private static Gen<Usage> AnyUsage =>
        from n in Count.ListOf(16)
        from seconds in Gen.Choose(-10, 100_000)
        select new Usage(n[0], n[1], n[2], n[3], n[4], n[5], n[6])
        {
            CacheWriteHour = n[7],
            AudioCacheRead = n[8],
            ImageInput = n[9],
            ImageOutput = n[10],
            Searches = n[11],
            Images = n[12],
            AudioSeconds = seconds == 0 ? null : seconds / 7m,
            Characters = n[13],
            SearchUnits = n[14],
            BilledInput = n[15] % 2 == 0 ? n[15] : null,
        };

    // Mostly nothing and small numbers; now and then what a broken provider might send.
    private static Gen<long?> Count => Gen.Frequency(
        (6, Gen.Constant<long?>(null)),
        (3, Gen.Constant<long?>(0)),
        (6, Gen.Choose(1, 400_000).Select(n => (long?)n)),
        (1, Gen.Elements<long?>(-1, long.MaxValue, long.MinValue, 1L << 40)));

    private static void Check(Gen<Bill> bills, Func<Bill, bool> holds) =>
        Prop.ForAll(bills.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));
}
