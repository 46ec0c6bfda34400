namespace Observability.EndToEnd.Tests.Faults;

/// <summary>The fault tests run one after the other and beside nothing else: they count what fits into seconds.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
