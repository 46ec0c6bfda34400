namespace Observability.Testing.FakeProvider;

/// <summary>A provider with bad days: a share of requests fails, chosen by each request's own bytes and a seed, so that a run can be repeated.</summary>
/// <param name="seed">Chooses which requests.</param>
/// <param name="share">Share of the requests that fail, 0 to 1.</param>
public sealed class FaultPlan(int seed, double share)
{
    private static readonly Behaviour[] Faults =
    [
        new() { ErrorStatus = 429 },
        new() { ErrorStatus = 429 },
        new() { ErrorStatus = 500 },
        new() { ErrorStatus = 503 },
        new() { Ending = Ending.BreaksHalfway },
        new() { Ending = Ending.ErrorHalfway },
    ];

    /// <summary>The behaviour for one request; a model whose name asks for one gets it without a fault.</summary>
    public Behaviour For(ProviderRequest request)
    {
        var named = Behaviour.OfModel(request.Model);
        var dice = request.Dice(seed);
        return named.ErrorStatus is null && named.Ending == Ending.Whole && dice.NextDouble() < share
            ? Faults[dice.Next(Faults.Length)]
            : named;
    }
}
