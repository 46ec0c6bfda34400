using FsCheck;
using FsCheck.Fluent;
using Observability.Domain.Runs;

namespace Observability.Domain.Tests.Runs;

/// <summary>What a cap promises, whatever calls cost, in whatever order they end.</summary>
public sealed class RunBudgetTests
{
    [Fact]
    public void A_cap_is_passed_by_no_more_than_what_was_under_way_when_the_last_call_was_sent() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Plans, plan =>
        {
            var told = Send(plan);
            return told.Spent <= plan.CapUsd + told.UnderWayAtTheLast;
        }));

    [Fact]
    public void Calls_that_cost_the_same_never_pass_it() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Plans, plan =>
            Send(plan with { Costs = [.. plan.Costs.Select(_ => (decimal?)0.25m)], ExpectedUsd = null }).Spent <= Math.Max(plan.CapUsd, 0.25m)));

    [Fact]
    public void What_has_no_price_is_counted_and_stops_nothing() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Plans, plan =>
        {
            var told = Send(plan with { Costs = [.. plan.Costs.Select(_ => (decimal?)null)], ExpectedUsd = null });
            return told.Sent == plan.Costs.Count && told.Unpriced == plan.Costs.Count && told.Spent == 0;
        }));

    [Fact]
    public void Calls_that_cost_nothing_go_through_a_cap_of_nothing() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Plans, plan =>
            Send(plan with { CapUsd = 0, Costs = [.. plan.Costs.Select(_ => (decimal?)0)], ExpectedUsd = null }).Sent == plan.Costs.Count));

    [Fact]
    public void Where_nothing_is_known_the_first_call_goes_alone()
    {
        var budget = new RunBudget(1, 0, 0, 0, ExpectedUsd: null);
        Assert.Equal((true, false), (budget.Allows(0), budget.Allows(1)));
        Assert.True(budget.After(0.1m).Allows(8));
        Assert.False(budget.After(0.1m).Allows(9));
    }

    [Fact]
    public void What_is_expected_holds_back_until_something_is_known() =>
        Assert.Equal((true, false), (new RunBudget(1, 0, 0, 0, 0.5m).Allows(1), new RunBudget(1, 0, 0, 0, 0.5m).Allows(2)));

    [Fact]
    public void A_pace_never_begins_more_than_its_minute_holds() =>
        Check.QuickThrowOnFailure(Prop.ForAll(
            Gen.Choose(1, 2000).SelectMany(rate => Gen.ListOf(Gen.Choose(0, 3000)).Select(waits => (Rate: rate, Waits: waits.ToList()))).ToArbitrary(),
            plan =>
            {
                var now = DateTimeOffset.UnixEpoch;
                var pace = RunPace.Of(plan.Rate, null);
                var begun = new List<DateTimeOffset>();
                foreach (var wait in plan.Waits)
                {
                    now = now.AddMilliseconds(wait);
                    var allowed = Math.Min(32, pace.Allowed(now));
                    begun.AddRange(Enumerable.Repeat(now, allowed));
                    pace = pace.After(allowed, now);
                }

                // Who looks late catches up with a quarter of a second.
                return begun.All(at => begun.Count(b => b >= at && b < at.AddMinutes(1)) <= plan.Rate + 1 + Math.Ceiling(plan.Rate / 240.0));
            }));

    private static Arbitrary<Plan> Plans =>
        (from cap in Gen.Choose(0, 400)
         from concurrency in Gen.Choose(1, Run.MaxConcurrency)
         from costs in Gen.ListOf(Gen.Frequency((1, Gen.Constant((decimal?)null)), (6, Gen.Choose(0, 200).Select(c => (decimal?)c / 100))))
         from order in Gen.ListOf(Gen.Choose(0, 1000))
         from expected in Gen.Choose(0, 100).Select(c => c == 0 ? null : (decimal?)c / 100)
         select new Plan(cap / 10m, concurrency, [.. costs], [.. order], expected)).ToArbitrary();

    // As the engine does: as many as may go, then one of them ends, whichever.
    private static Told Send(Plan plan)
    {
        var budget = new RunBudget(plan.CapUsd, 0, 0, 0, plan.ExpectedUsd);
        var (waiting, underWay, told, step) = (new Queue<decimal?>(plan.Costs), new List<decimal?>(), new Told(0, 0, 0, 0), 0);
        do
        {
            while (waiting.Count > 0 && underWay.Count < plan.Concurrency && budget.Allows(underWay.Count))
            {
                underWay.Add(waiting.Dequeue());
                told = told with { Sent = told.Sent + 1, UnderWayAtTheLast = underWay.Sum(c => c ?? 0) };
            }

            if (underWay.Count > 0)
            {
                var ends = plan.Order.Count == 0 ? 0 : plan.Order[step++ % plan.Order.Count] % underWay.Count;
                budget = budget.After(underWay[ends]);
                underWay.RemoveAt(ends);
            }
        }
        while (underWay.Count > 0 || (waiting.Count > 0 && budget.Allows(0)));

        return told with { Spent = budget.SpentUsd, Unpriced = budget.Unpriced };
    }

    private sealed record Plan(decimal CapUsd, int Concurrency, IReadOnlyList<decimal?> Costs, IReadOnlyList<int> Order, decimal? ExpectedUsd);

    private readonly record struct Told(int Sent, decimal Spent, decimal UnderWayAtTheLast, int Unpriced);
}
