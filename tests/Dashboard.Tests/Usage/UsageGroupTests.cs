using FsCheck;
using FsCheck.Fluent;
using Observability.Dashboard.Usage;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Tests.Usage;

public sealed class UsageGroupTests
{
    private const int Buckets = 5;

    [Fact]
    public void Groups_add_up_to_the_answer_in_every_bucket_and_over_all()
    {
        var rows = (from bucket in Gen.Choose(0, Buckets - 1)
                    from name in Gen.Elements("a", "b", "c", null)
                    from other in Gen.Frequency((4, Gen.Constant(false)), (1, Gen.Constant(true)))
                    from exchanges in Gen.Choose(1, 1000)
                    from cents in Gen.Choose(-1, 100_000)
                    select new UsageRow(bucket, other ? [] : [name], other, Sum(exchanges, cents < 0 ? null : cents / 1_000_000_007m))).ListOf();
        Prop.ForAll(rows.ToArbitrary(), list =>
        {
            var groups = UsageGroup.Of(new([.. list], 4, [], false), Buckets, UsageMeasure.Cost);
            foreach (var measure in new[] { UsageMeasure.Cost, UsageMeasure.Exchanges })
            {
                Assert.Equal(list.Sum(r => r.Tally.Of(measure) ?? 0), groups.Sum(g => g.Whole.Of(measure) ?? 0));
                Assert.All(Enumerable.Range(0, Buckets), b =>
                    Assert.Equal(list.Where(r => r.Bucket == b).Sum(r => r.Tally.Of(measure) ?? 0), groups.Sum(g => g.ByBucket[b]?.Of(measure) ?? 0)));
            }

            Assert.Equal(groups.Count, groups.Select(g => g.Key).Distinct().Count());
            Assert.DoesNotContain(groups.SkipLast(1), g => g.IsOther);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_group_that_is_one_of_the_others_now_was_one_of_them_before()
    {
        var now = UsageGroup.Of(new([new(0, ["a"], false, Sum(5, 1)), new(0, [], true, Sum(3, 1))], 3, [], false), 1, UsageMeasure.Exchanges);
        var compared = UsageGroup.Compared(now, new([new(0, ["a"], false, Sum(4, 1)), new(0, ["b"], false, Sum(20, 1)), new(0, [null], false, Sum(1, 1))], 3, [], false));
        Assert.Equal([4L, 21L], compared.Select(g => g.Before!.Exchanges));
    }

    [Fact]
    public void A_user_called_like_nobody_is_not_nobody()
    {
        var groups = UsageGroup.Of(new([new(0, [""], false, Sum(1, 1)), new(0, [null], false, Sum(2, 1)), new(0, [], true, Sum(3, 1))], 3, [], false), 1, UsageMeasure.Exchanges);
        Assert.Equal(3, groups.Select(g => g.Key).Distinct().Count());
    }

    private static Tally Sum(long exchanges, decimal? usd)
    {
        var tally = new Tally();
        tally.AddNumber(0, exchanges);
        tally.AddMoney(0, usd);
        return tally;
    }
}
