using Observability.Testing;

namespace Observability.EndToEnd.Tests.Faults;

/// <summary>Steady traffic until it is stopped: forty calls a second, one in eight a slow stream, however they end.</summary>
internal sealed class Load
{
    private static readonly int Most = Thorough.Or(6_000, 200_000);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(25);

    private readonly Producer _producer;
    private readonly Task<IReadOnlyList<Call>> _calls;
    private volatile bool _stopping;

    private Load(Producer producer, CancellationToken ct)
    {
        _producer = producer;
        _calls = RunAsync(ct);
    }

    /// <summary>Starts sending.</summary>
    public static Load Start(Producer producer, CancellationToken ct) => new(producer, ct);

    /// <summary>Stops sending and waits until every call is over; all of them.</summary>
    public Task<IReadOnlyList<Call>> StopAsync()
    {
        _stopping = true;
        return _calls;
    }

    private async Task<IReadOnlyList<Call>> RunAsync(CancellationToken ct)
    {
        var calls = new List<Task<Call>>();
        using var timer = new PeriodicTimer(Between);
        while (!_stopping && calls.Count < Most && await timer.WaitForNextTickAsync(ct))
        {
            calls.Add(_producer.AskAsync(calls.Count % 8 == 0 ? Question.Slow : Question.Short, ct));
        }

        return await Task.WhenAll(calls);
    }
}
