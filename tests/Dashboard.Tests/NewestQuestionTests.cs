using Observability.Dashboard.Ui;

namespace Observability.Dashboard.Tests;

/// <summary>Of several questions of one component the newest counts.</summary>
public sealed class NewestQuestionTests
{
    [Fact]
    public async Task The_next_question_gives_up_the_one_before()
    {
        using var left = new CancellationTokenSource();
        using var question = new NewestQuestion();
        var first = await question.AskAsync(left.Token);
        var second = await question.AskAsync(left.Token);
        Assert.True(first.IsCancellationRequested);
        Assert.False(second.IsCancellationRequested);
        await left.CancelAsync();
        Assert.True(second.IsCancellationRequested);
    }

    [Fact]
    public async Task A_question_that_is_overtaken_while_it_gives_up_another_is_given_up_and_breaks_nothing()
    {
        using var question = new NewestQuestion();
        var first = await question.AskAsync(CancellationToken.None);
        var third = Task.FromResult(CancellationToken.None);
        // The third question comes while the second waits for the first to be given up.
        using var overtaking = first.Register(() => third = question.AskAsync(CancellationToken.None));
        var second = await question.AskAsync(CancellationToken.None);
        Assert.True(second.IsCancellationRequested);
        Assert.False((await third).IsCancellationRequested);
    }
}
