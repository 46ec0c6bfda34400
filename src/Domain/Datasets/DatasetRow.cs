namespace Observability.Domain.Datasets;

/// <summary>One case of a dataset: what is asked, and what is expected. One made from an exchange holds copies and outlives it.</summary>
public sealed class DatasetRow
{
    /// <summary>UUIDv7.</summary>
    public Guid Id { get; set; }

    /// <summary>The dataset.</summary>
    public Guid DatasetId { get; set; }

    /// <summary>The project of both.</summary>
    public Guid ProjectId { get; set; }

    /// <summary>Its place among the rows, ascending. Rows that were deleted leave gaps.</summary>
    public int Position { get; set; }

    /// <summary>What is asked: a JSON object of strings, in the order given (<see cref="RowInputs"/>). <c>{}</c> = there is only a <see cref="Request"/>.</summary>
    public string Inputs { get; set; } = RowInputs.None;

    /// <summary>The answer that is expected; null = none is.</summary>
    public string? Expected { get; set; }

    /// <summary>
    /// The body of the request it was made from, JSON, as it was sent; null = it was made from none, or the body was no JSON, not kept whole or too large.
    /// </summary>
    public string? Request { get; set; }

    /// <summary>Name of the upstream of <see cref="Request"/>, which may have been deleted since; null without a request.</summary>
    public string? Upstream { get; set; }

    /// <summary>Family of formats that upstream spoke; null without a request.</summary>
    public string? Family { get; set; }

    /// <summary>HTTP method of the request; null without one.</summary>
    public string? Method { get; set; }

    /// <summary>Path and query of the request as the row of its exchange has it; null without one.</summary>
    public string? Target { get; set; }

    /// <summary>Kept headers of the request (<see cref="Exchanges.StoredHeaders"/>), never a credential; null without one.</summary>
    public byte[]? Headers { get; set; }

    /// <summary>The exchange it was made from, which retention may have dropped; null = it was made from none. Erasing the exchange deletes the row.</summary>
    public Guid? ExchangeId { get; set; }

    /// <summary>What a person notes beside it; no part of what is asked. Empty = nothing.</summary>
    public string Note { get; set; } = "";

    /// <summary>1 when it was made, one more with each change.</summary>
    public int Version { get; set; } = 1;

    /// <summary>When it was last changed; at first when it was made.</summary>
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Who changed it last: e-mail of the account or name of the key.</summary>
    public string UpdatedBy { get; set; } = "";
}
