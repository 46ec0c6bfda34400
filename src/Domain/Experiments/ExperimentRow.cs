using Observability.Domain.Datasets;

namespace Observability.Domain.Experiments;

/// <summary>A row of a dataset as it was when the experiment was ordered. See <see cref="DatasetRow"/> for what its parts mean.</summary>
public sealed class ExperimentRow
{
    /// <summary>The experiment.</summary>
    public Guid ExperimentId { get; set; }

    /// <summary>1, 2, 3 … in the order of the dataset.</summary>
    public int Position { get; set; }

    /// <summary>What is asked: a JSON object of strings.</summary>
    public string Inputs { get; set; } = RowInputs.None;

    /// <summary>The answer that is expected; null = none is.</summary>
    public string? Expected { get; set; }

    /// <summary>The request it was made from; null = from none.</summary>
    public string? Request { get; set; }

    /// <summary>Upstream of the request; null without one.</summary>
    public string? Upstream { get; set; }

    /// <summary>Family of formats of the request; null without one.</summary>
    public string? Family { get; set; }

    /// <summary>HTTP method of the request; null without one.</summary>
    public string? Method { get; set; }

    /// <summary>Path and query of the request; null without one.</summary>
    public string? Target { get; set; }

    /// <summary>Kept headers of the request; null without one.</summary>
    public byte[]? Headers { get; set; }

    /// <summary>The exchange it was copied from; null = from none.</summary>
    public Guid? ExchangeId { get; set; }

    /// <summary>Whether that exchange was erased, and what this row held with it.</summary>
    public bool Erased { get; set; }
}
