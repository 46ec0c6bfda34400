using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Observability.Domain.Conversations;

namespace Observability.Domain.Tests.Conversations;

public sealed class ConversationTreeTests
{
    private static readonly Gen<int[]> Decisions = Gen.ArrayOf(Gen.Choose(0, 1_000_000));

    [Fact]
    public void Any_chat_is_found_again_by_what_assistants_said() => Check(decisions =>
    {
        var chat = Lead(decisions, named: false, monotonous: false);
        return IsAsMeant(chat, ConversationTree.Of(Shuffled(chat.Exchanges, decisions.Length)));
    });

    [Fact]
    public void Message_ids_win_even_where_everybody_always_says_the_same() => Check(decisions =>
    {
        var chat = Lead(decisions, named: true, monotonous: true);
        return IsAsMeant(chat, ConversationTree.Of(Shuffled(chat.Exchanges, decisions.Length)));
    });

    [Fact]
    public void Nothing_is_lost_and_nothing_comes_twice_whatever_is_missing_or_said_twice() => Check(decisions =>
    {
        foreach (var (named, monotonous) in new[] { (false, false), (false, true), (true, false) })
        {
            var chat = Lead(decisions, named, monotonous);
            var kept = chat.Exchanges.Where((_, i) => decisions.Length == 0 || decisions[i % decisions.Length] % 4 != 0).ToList();
            var tree = ConversationTree.Of(Shuffled(kept, decisions.Length));
            if (!All(tree).Select(e => e.Id).Order().SequenceEqual(kept.Select(e => e.Id).Order())
                || !tree.Turns.All(t => t.Parent is null ? tree.Starts.Contains(t) : t.Parent.Next.Contains(t) && t.Parent.First.StartedAt <= t.First.StartedAt))
            {
                return false;
            }
        }

        return true;
    });

    [Fact]
    public void What_is_not_missing_keeps_its_place_when_something_else_is() => Check(decisions =>
    {
        var chat = Lead(decisions, named: false, monotonous: false);
        var missing = chat.Turns.Where((_, i) => i > 0 && decisions[i % decisions.Length] % 3 == 0).ToHashSet();
        var tree = ConversationTree.Of(Shuffled(chat.Turns.Where(t => !missing.Contains(t)).SelectMany(t => t.Exchanges), decisions.Length));
        var left = chat.Turns.Where(t => !missing.Contains(t)).ToList();

        // Where nothing that is left brings a history, several starts cannot be told from calls that stand alone.
        return !left.Exists(t => t.Exchanges[0].History is not null)
            || left.Where(t => !(t.After is { } after && missing.Contains(after))).All(t => IsAsMeant(t, tree));
    });

    [Fact]
    public void The_path_leads_through_what_was_chosen_and_on_to_what_was_said_last()
    {
        var chat = new Chat(named: false, monotonous: false);
        var first = chat.Ask(null);
        var second = chat.Ask(first);
        var third = chat.Ask(second);
        var edited = chat.Ask(first);
        var tree = ConversationTree.Of(chat.Exchanges);

        Assert.Equal([first, edited], Path(tree, null));
        Assert.Equal([first, second, third], Path(tree, second));
        Assert.Equal(2, tree.AlternativesOf(Turn(tree, edited)).Count);

        IEnumerable<Chat.Said> Path(ConversationTree of, Chat.Said? through) =>
            of.PathThrough(through is null ? null : Turn(of, through)).Select(t => chat.Turns.Single(s => s.Exchanges[0].Id == t.Id));
    }

    [Fact]
    public void A_shortened_history_is_placed_by_time_and_said_to_be()
    {
        var chat = new Chat(named: false, monotonous: false);
        var first = chat.Ask(null);
        var second = chat.Ask(first);
        var cut = chat.Ask(second).Exchanges[0] with { History = 42, Thread = 43 };
        var tree = ConversationTree.Of([.. first.Exchanges, .. second.Exchanges, cut, cut with { Id = Guid.CreateVersion7(), StartedAt = cut.StartedAt.AddSeconds(5), Prompt = 7, Thread = 44 }]);

        var placed = tree.TurnOf(cut.Id)!;
        Assert.Equal((Turn(tree, second), TurnLink.Time), (placed.Parent, placed.Link));
        // Asked anew with the same shortened history: a branch, not a turn after it.
        Assert.Equal(2, Turn(tree, second).Next.Count);
    }

    [Fact]
    public void Calls_that_stand_alone_are_told_one_after_the_other_and_not_as_edits()
    {
        var chat = new Chat(named: false, monotonous: false);
        for (var i = 0; i < 4; i++)
        {
            chat.Ask(null, tools: i % 2);
        }

        var path = ConversationTree.Of(chat.Exchanges).PathThrough(null);

        Assert.Equal(chat.Turns.Select(t => t.Exchanges[0].Id), path.Select(t => t.Id));
        Assert.Equal([TurnLink.Start, TurnLink.Time, TurnLink.Time, TurnLink.Time], path.Select(t => t.Link));
    }

    [Fact]
    public void A_question_after_one_that_got_no_answer_is_the_next_and_the_same_again_is_a_branch()
    {
        var chat = new Chat(named: false, monotonous: false);
        var first = chat.Ask(null);
        var failed = chat.Ask(first).Exchanges[0] with { Thread = null };
        var again = failed with { Id = Guid.CreateVersion7(), StartedAt = failed.StartedAt.AddSeconds(5) };
        var other = failed with { Id = Guid.CreateVersion7(), StartedAt = failed.StartedAt.AddSeconds(9), Prompt = 5, Thread = 6 };
        var tree = ConversationTree.Of([.. first.Exchanges, failed, again, other]);

        Assert.Equal([failed.Id, again.Id], Turn(tree, first).Next.Select(t => t.Id));
        Assert.Equal(again.Id, tree.TurnOf(other.Id)!.Parent!.Id);
    }

    [Fact]
    public void What_was_stored_before_there_were_numbers_is_told_in_the_order_of_time()
    {
        var chat = new Chat(named: false, monotonous: false);
        chat.Ask(chat.Ask(null));
        var old = chat.Exchanges.Select(e => e with { History = null, Thread = null, Prompt = null }).ToList();

        Assert.Equal(old.Select(e => e.Id), ConversationTree.Of(old).PathThrough(null).Select(t => t.Id));
        // And what came after them goes on from there.
        var later = old[1] with { Id = Guid.CreateVersion7(), StartedAt = old[1].StartedAt.AddMinutes(1), History = 5, Thread = 6, Prompt = 7 };
        Assert.Equal([.. old.Select(e => e.Id), later.Id], ConversationTree.Of([.. old, later]).PathThrough(null).Select(t => t.Id));
    }

    [Fact]
    public void An_answer_given_twice_to_the_letter_is_followed_by_what_comes_after_the_second()
    {
        var chat = new Chat(named: false, monotonous: true);
        var first = chat.Ask(null);
        chat.Ask(first, question: "one");
        var again = chat.Again(first);
        var after = chat.Ask(again, question: "two");

        Assert.Equal(again.Exchanges[0].Id, Turn(ConversationTree.Of(chat.Exchanges), after).Parent!.Id);
    }

    [Fact]
    public void A_title_that_starts_with_the_first_answer_or_just_before_it_belongs_to_it()
    {
        var chat = new Chat(named: false, monotonous: false);
        var early = chat.Call("title_generation");
        var query = chat.Call("query_generation");
        var first = chat.Ask(null);
        var tags = chat.Call("tags_generation");
        var vectors = chat.Call(null, "embeddings");
        var second = chat.Ask(first);
        var tree = ConversationTree.Of(chat.Exchanges);

        Assert.Equal([early, query, tags], Turn(tree, first).Background);
        Assert.Equal([vectors], Turn(tree, second).Beside);
    }

    [Fact]
    public void The_inner_half_of_a_call_that_came_twice_is_under_the_outer_one()
    {
        var chat = new Chat(named: false, monotonous: false);
        var first = chat.Ask(null);
        var outer = first.Exchanges[0];
        var inner = outer with { Id = Guid.CreateVersion7(), StartedAt = outer.StartedAt.AddMilliseconds(3), HopOf = outer.Id };
        var foreign = chat.Ask(first).Exchanges[0] with { HopOf = Guid.CreateVersion7() };
        var tree = ConversationTree.Of([outer, inner, foreign]);

        Assert.Equal([inner], Turn(tree, first).Hops);
        Assert.Equal(Turn(tree, first), tree.TurnOf(foreign.Id)!.Parent);
    }

    [Fact]
    public void Only_background_calls_make_no_turn_and_are_there()
    {
        var chat = new Chat(named: false, monotonous: false);
        var task = chat.Call("autocomplete_generation");
        var tree = ConversationTree.Of(chat.Exchanges);

        Assert.Empty(tree.Turns);
        Assert.Equal([task], tree.Loose);
        Assert.Empty(tree.PathThrough(null));
    }

    public static TheoryData<string> Crowds() => ["the same words", "no answers", "starts", "a long chat", "one message id"];

    [Theory, MemberData(nameof(Crowds))]
    public void A_hundred_thousand_exchanges_are_put_in_order_in_seconds(string crowd)
    {
        var start = new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
        var exchanges = Enumerable.Range(0, 100_000).Select(i =>
        {
            var one = new SessionExchange { Id = Guid.CreateVersion7(start.AddSeconds(i)), StartedAt = start.AddSeconds(i), Duration = TimeSpan.FromHours(1) };
            return crowd switch
            {
                "the same words" => one with { History = 1, Thread = 1, Prompt = i, CallsTools = i % 2 == 0 },
                "no answers" => one with { History = i == 0 ? 1 : null, Prompt = i },
                "starts" => one with { Thread = i, Prompt = i },
                "one message id" => one with { MessageId = "m" },
                _ => one with { History = i == 0 ? null : i, Thread = i + 1, Prompt = i },
            };
        }).ToList();

        var before = Stopwatch.GetTimestamp();
        var tree = ConversationTree.Of(exchanges);
        _ = tree.PathThrough(null);

        // Quadratic would be minutes.
        Assert.InRange(Stopwatch.GetElapsedTime(before), TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Assert.Equal(100_000, All(tree).Count());
    }

    private static Chat Lead(int[] decisions, bool named, bool monotonous)
    {
        var chat = new Chat(named, monotonous);
        chat.Ask(chat.Ask(null, tools: 1));
        foreach (var decision in decisions)
        {
            var about = chat.Turns[decision / 10 % chat.Turns.Count];
            switch (decision % 10)
            {
                case 0 or 1 or 2:
                    chat.Ask(about);
                    break;
                case 3 or 4:
                    chat.Ask(about, tools: 1 + (decision / 10 % 3));
                    break;
                case 5:
                    chat.Ask(about.After);
                    break;
                case 6:
                    chat.Again(about);
                    break;
                case 7:
                    chat.Again(chat.Ask(about, model: "m"), model: "other", atOnce: true);
                    break;
                case 8:
                    chat.Call("tags_generation");
                    break;
                default:
                    chat.Call(null, "embeddings");
                    break;
            }
        }

        return chat;
    }

    private static bool IsAsMeant(Chat chat, ConversationTree tree) =>
        tree.Turns.Count == chat.Turns.Count
        && chat.Turns.TrueForAll(t => IsAsMeant(t, tree))
        && tree.Turns.SelectMany(t => t.Background).Concat(tree.Turns.SelectMany(t => t.Beside)).Count() == chat.Beside.Count;

    private static bool IsAsMeant(Chat.Said said, ConversationTree tree) =>
        tree.TurnOf(said.Exchanges[0].Id) is { } turn
        && turn.Steps.SequenceEqual(said.Exchanges)
        && turn.Parent?.Id == said.After?.Exchanges[0].Id;

    private static Turn Turn(ConversationTree tree, Chat.Said said) => tree.TurnOf(said.Exchanges[0].Id)!;

    private static IEnumerable<SessionExchange> All(ConversationTree tree) =>
        tree.Turns.SelectMany(t => t.Steps.Concat(t.Background).Concat(t.Beside).Concat(t.Hops)).Concat(tree.Loose);

    private static SessionExchange[] Shuffled(IEnumerable<SessionExchange> exchanges, int seed)
    {
        var all = exchanges.ToArray();
        new Random(seed).Shuffle(all);
        return all;
    }

    private static void Check(Func<int[], bool> holds) =>
        Prop.ForAll(Arb.From(Decisions.Where(d => d.Length > 0)), d => holds(d)).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
}
