namespace Observability.Testing.FakeProvider;

/// <summary>Spaces out the tokens of one answer.</summary>
/// <param name="toFirst">Wait before the first token.</param>
/// <param name="between">Wait between two tokens.</param>
public sealed class Pace(TimeSpan toFirst, TimeSpan between)
{
    private static readonly Pace Slowly = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(50));

    /// <summary>Wait between two tokens; zero = none.</summary>
    public TimeSpan Between => between;

    /// <summary>The pace of one answer; the request itself decides by how much it differs from the provider's usual one.</summary>
    public static Pace For(FakeProviderOptions options, ProviderRequest request, Behaviour behaviour)
    {
        if (options.TokensPerSecond <= 0)
        {
            return behaviour.Slow ? Slowly : new(options.TimeToFirstToken, TimeSpan.Zero);
        }

        var factor = (behaviour.Slow ? 3 : 1) * (0.67 + (request.Dice(1).NextDouble() * 0.66));
        return new(options.TimeToFirstToken * factor, TimeSpan.FromSeconds(factor / options.TokensPerSecond));
    }

    /// <summary>Waits until the first token is due.</summary>
    public Task FirstAsync(CancellationToken ct) => WaitAsync(toFirst, ct);

    /// <summary>Waits until the next token is due.</summary>
    public Task NextAsync(CancellationToken ct) => WaitAsync(between, ct);

    /// <summary>Waits as long as a whole answer takes.</summary>
    public Task WholeAsync(int tokens, CancellationToken ct) => WaitAsync(toFirst + (between * tokens), ct);

    /// <summary>Waits.</summary>
    internal static async Task WaitAsync(TimeSpan time, CancellationToken ct)
    {
        // A timer cannot tick faster than a millisecond; what is due sooner is due now.
        if (time >= TimeSpan.FromMilliseconds(1))
        {
            using var timer = new PeriodicTimer(time);
            await timer.WaitForNextTickAsync(ct);
        }
    }
}
