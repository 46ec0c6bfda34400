using FsCheck;
using FsCheck.Fluent;
using Observability.Domain.Exchanges;
using Observability.Ingest.Spool;

namespace Observability.Ingest.Tests.Spool;

/// <summary>
/// Any order of beginning, ending, reading, committing, stopping, dying and losing the bookmark: every exchange accepted is delivered, as it
/// was, until it has been committed, and none is made up.
/// </summary>
public sealed class SpoolModelTests
{
    private enum Step
    {
        Begin,
        BeginBig,
        End,
        EndOldest,
        Read,
        Commit,
        Crash,
        Stop,
        LoseBookmark,
        Tear,
    }

    [Fact]
    public void Nothing_accepted_is_lost_and_nothing_is_made_up()
    {
        var steps = Gen.Frequency(
            (6, Gen.Constant(Step.Begin)), (1, Gen.Constant(Step.BeginBig)), (5, Gen.Constant(Step.End)), (2, Gen.Constant(Step.EndOldest)),
            (4, Gen.Constant(Step.Read)), (3, Gen.Constant(Step.Commit)), (1, Gen.Constant(Step.Crash)), (1, Gen.Constant(Step.Stop)),
            (1, Gen.Constant(Step.LoseBookmark)), (1, Gen.Constant(Step.Tear))).ListOf();
        Prop.ForAll(steps.ToArbitrary(), given => RunAsync(given).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(30).WithEndSize(60));
    }

    private static async Task<bool> RunAsync(IReadOnlyList<Step> steps)
    {
        using var spool = await TestSpool.OpenAsync(o => o.SegmentBytes = 3000);
        var model = new Model(spool);
        foreach (var step in steps)
        {
            await model.DoAsync(step);
        }

        return await model.HoldsAtTheEndAsync();
    }

    private sealed class Model(TestSpool spool)
    {
        private readonly List<BeginRecord> _open = [];
        private readonly Dictionary<Guid, string> _ended = [];
        private readonly HashSet<Guid> _interrupted = [];
        private readonly HashSet<Guid> _handedOut = [];
        private readonly HashSet<Guid> _committed = [];

        public async Task DoAsync(Step step)
        {
            switch (step)
            {
                case Step.Begin or Step.BeginBig:
                    var begin = Some.Begin(body: new string('b', step == Step.Begin ? 50 : 5000));
                    Assert.True(await spool.Spool.BeginAsync(begin));
                    _open.Add(begin);
                    break;
                case Step.End or Step.EndOldest when _open.Count > 0:
                    await EndAsync(step == Step.End ? _open[^1] : _open[0]);
                    break;
                case Step.Read:
                    await spool.SettleAsync();
                    Read();
                    break;
                case Step.Commit:
                    spool.Reader.Commit();
                    _committed.UnionWith(_handedOut);
                    break;
                case Step.Crash or Step.Stop or Step.LoseBookmark or Step.Tear:
                    await RestartAsync(step);
                    break;
            }
        }

        public async Task<bool> HoldsAtTheEndAsync()
        {
            await RestartAsync(Step.Crash);
            Read();
            var missing = _ended.Keys.Concat(_interrupted).Where(id => !_handedOut.Contains(id) && !_committed.Contains(id));
            Assert.Empty(missing);
            spool.Reader.Commit();
            Assert.Single(spool.Segments);
            return true;
        }

        private async Task EndAsync(BeginRecord begin)
        {
            var end = Some.End(begin.Id);
            Assert.True(await spool.Spool.EndAsync(end));
            _open.Remove(begin);
            _ended.Add(begin.Id, Some.Describe(begin, end));
        }

        private void Read()
        {
            foreach (var exchange in spool.Read())
            {
                _handedOut.Add(exchange.Id);
                if (exchange.Begin is null)
                {
                    // Its BEGIN went with a segment, which happens only after it was committed.
                    Assert.Contains(exchange.Id, _committed);
                }
                else if (exchange.ToCaptured() is { Outcome: ExchangeOutcome.Interrupted })
                {
                    Assert.True(_interrupted.Contains(exchange.Id) || _committed.Contains(exchange.Id), $"{exchange.Id} was not open at a restart");
                }
                else
                {
                    Assert.Equal(_ended[exchange.Id], Some.Describe(exchange.ToCaptured()));
                }
            }
        }

        private async Task RestartAsync(Step step)
        {
            await spool.SettleAsync();
            if (step == Step.Stop)
            {
                await spool.StopAsync();
            }
            else
            {
                spool.Crash();
            }

            if (step == Step.LoseBookmark)
            {
                File.Delete(Path.Combine(spool.Options.Folder, Bookmark.FileName));
            }
            else if (step == Step.Tear)
            {
                // A record that was being written when the machine died.
                await File.AppendAllTextAsync(spool.Segments.Last(), "OBSR\u0001\u0001 half a record", TestContext.Current.CancellationToken);
            }

            _interrupted.UnionWith(_open.Select(b => b.Id));
            _open.Clear();
            _handedOut.Clear();
            await spool.OpenAsync();
        }
    }
}
