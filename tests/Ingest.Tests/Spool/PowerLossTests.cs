using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Observability.Testing;

namespace Observability.Ingest.Tests.Spool;

/// <summary>
/// Any order of beginning, ending, flushing, failing, reading, committing, dying and losing power, over a disk that forgets, reorders and tears
/// what was not flushed: what was known to be flushed is delivered, as it was, until it has been committed; nothing is made up; every start works.
/// </summary>
public sealed class PowerLossTests
{
    private static readonly int Sequences = Thorough.Or(10_000, 100_000);

    [Fact]
    [Trait("Fault", "F-04")]
    public void What_was_flushed_outlives_a_power_loss_whatever_became_of_the_rest()
    {
        var losses = 0;
        var steps =
            from step in Gen.Frequency(
                (6, Gen.Constant(PowerStep.Begin)), (1, Gen.Constant(PowerStep.BeginBig)), (5, Gen.Constant(PowerStep.End)), (2, Gen.Constant(PowerStep.EndOldest)),
                (4, Gen.Constant(PowerStep.Flush)), (1, Gen.Constant(PowerStep.FailToFlush)), (1, Gen.Constant(PowerStep.FillDisk)),
                (2, Gen.Constant(PowerStep.Read)), (2, Gen.Constant(PowerStep.Commit)), (1, Gen.Constant(PowerStep.Kill)), (2, Gen.Constant(PowerStep.LosePower)))
            from dice in Gen.Choose(0, int.MaxValue - 1)
            select (step, dice);
        var all = Arb.From(steps.ListOf().Select(s => new Story(s)), story => story.Shorter());
        Prop.ForAll(all, given => losses += Run(given.Steps)).Check(Config.QuickThrowOnFailure.WithMaxTest(Sequences).WithEndSize(40));
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"Seen: {Sequences:N0} sequences with {losses:N0} power losses; nothing flushed was lost, nothing altered, no start failed"));
    }

    // How often the power was lost.
    private static int Run(IReadOnlyList<(PowerStep Step, int Dice)> steps)
    {
        using var log = new PowerLog();
        foreach (var (step, dice) in steps)
        {
            log.Do(step, dice);
        }

        log.Do(PowerStep.LosePower, steps.Aggregate(17, (sum, s) => unchecked((sum * 31) + s.Dice)) & int.MaxValue);
        return log.Losses;
    }

    private sealed record Story(IReadOnlyList<(PowerStep Step, int Dice)> Steps)
    {
        public IEnumerable<Story> Shorter() => Steps.Select((_, left) => new Story([.. Steps.Where((_, at) => at != left)]));

        public override string ToString() => string.Join(", ", Steps);
    }
}
