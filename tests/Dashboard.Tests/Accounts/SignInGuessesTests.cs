using Observability.Dashboard.SignIn;
using Observability.Dashboard.Start;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Accounts;

public sealed class SignInGuessesTests : IAsyncLifetime
{
    private const string Email = "anna@example.com";

    private readonly ManualTimeProvider _time = new(Some.Noon);
    private TestDatabase _database = null!;
    private SignInGuesses _guesses = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(Ct);
        _guesses = new(_database.DataSource, new InstallationKey(new(new byte[32])), _time);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Ten_thousand_guesses_at_twenty_a_minute_are_not_sixty_that_count()
    {
        var looked = 0;
        for (var i = 0; i < 10_000; i++)
        {
            looked += await _guesses.TakeAsync(Email, Ct) == Guess.Refused ? 0 : 1;
            _time.Advance(TimeSpan.FromSeconds(3));
        }

        Assert.InRange(looked, SignInGuesses.Allowed, 60);
    }

    [Fact]
    public async Task Guesses_at_the_same_moment_are_no_more_than_one_after_the_other()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => _guesses.TakeAsync(Email, Ct)));
        Assert.Equal(4, answers.Count(a => a == Guess.Allowed));
        Assert.Equal(1, answers.Count(a => a == Guess.Last));
        Assert.Equal(95, answers.Count(a => a == Guess.Refused));
    }

    [Fact]
    public async Task Each_lock_out_is_twice_as_long_as_the_one_before_up_to_a_day()
    {
        var expected = SignInGuesses.FirstLockout;
        for (var lockout = 0; lockout < 12; lockout++)
        {
            for (var i = 0; i < SignInGuesses.Allowed; i++)
            {
                Assert.NotEqual(Guess.Refused, await _guesses.TakeAsync(Email, Ct));
            }

            _time.Advance(expected - TimeSpan.FromSeconds(1));
            Assert.Equal(Guess.Refused, await _guesses.TakeAsync(Email, Ct));
            _time.Advance(TimeSpan.FromSeconds(1));
            expected = expected * 2 < SignInGuesses.LongestLockout ? expected * 2 : SignInGuesses.LongestLockout;
        }

        Assert.Equal(SignInGuesses.LongestLockout, expected);
    }

    [Fact]
    public async Task Who_knew_everything_begins_anew()
    {
        for (var i = 0; i < SignInGuesses.Allowed; i++)
        {
            await _guesses.TakeAsync(Email, Ct);
        }

        await _guesses.ForgetAsync(" Anna@Example.com ", Ct);
        Assert.Equal(Guess.Allowed, await _guesses.TakeAsync(Email, Ct));
    }

    [Fact]
    public async Task Spellings_of_one_address_count_together_and_what_was_typed_is_nowhere()
    {
        foreach (var spelling in new[] { "a\u00f1a@example.com", "A\u00d1A@EXAMPLE.COM", "A\u00f1a@Example.com", " a\u00f1a@example.com " })
        {
            Assert.Equal(Guess.Allowed, await _guesses.TakeAsync(spelling, Ct));
        }

        await _guesses.TakeAsync("my password in the wrong field\0", Ct);
        await using var rows = _database.DataSource.CreateCommand("select count(*), max(failures) from sign_in_guesses");
        await using var reader = await rows.ExecuteReaderAsync(Ct);
        Assert.True(await reader.ReadAsync(Ct));
        Assert.Equal((2L, 4), (reader.GetInt64(0), reader.GetInt32(1)));
    }
}
