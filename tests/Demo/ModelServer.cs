using Observability.Testing.FakeProvider;

namespace Observability.Demo;

/// <summary>An Ollama with little memory, and a provider with bad days: a model that nobody used for a while has to be loaded first.</summary>
/// <param name="time">The clock.</param>
internal sealed class ModelServer(TimeProvider time)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(4);

    private readonly FaultPlan _faults = new(seed: 20, share: 0.04);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _usedAt = [];

    /// <summary>What happens to one request.</summary>
    public Behaviour For(ProviderRequest request)
    {
        var behaviour = _faults.For(request);
        if (!Cast.OllamaModels.Contains(request.Model))
        {
            return behaviour;
        }

        var dice = request.Dice(2);
        // The one kind of failure that Open WebUI shows nothing of.
        var breaks = behaviour is { ErrorStatus: null, Ending: Ending.Whole } && dice.Next(40) == 0;
        return behaviour with
        {
            Load = TakesLoading(request) ? TimeSpan.FromMilliseconds(dice.Next(2500, 7000)) : null,
            Ending = breaks ? Ending.ErrorHalfway : behaviour.Ending,
        };
    }

    private bool TakesLoading(ProviderRequest request)
    {
        lock (_gate)
        {
            if (request.Number("keep_alive") == 0)
            {
                _usedAt.Remove(request.Model);
                return false;
            }

            var known = _usedAt.TryGetValue(request.Model, out var at) && time.GetElapsedTime(at) < KeptFor;
            _usedAt[request.Model] = time.GetTimestamp();
            return !known;
        }
    }
}
