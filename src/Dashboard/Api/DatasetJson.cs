using System.Text;
using Observability.Dashboard.Datasets;
using Observability.Dashboard.Exports;
using Observability.Domain.Datasets;

namespace Observability.Dashboard.Api;

/// <summary>A dataset to be made, or what it is from now on.</summary>
/// <param name="Name">Its name, which no other dataset of the project has.</param>
/// <param name="Description">What it is for.</param>
internal sealed record NewDatasetJson(string Name, string Description = "");

/// <summary>A dataset without its rows.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is for; empty = nobody said.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="UpdatedAt">When it or a row of it was last changed.</param>
/// <param name="UpdatedBy">Who did.</param>
internal sealed record DatasetJson(Guid Id, string Name, string Description, int Rows, DateTime CreatedAt, string CreatedBy, DateTime UpdatedAt, string UpdatedBy)
{
    public static DatasetJson Of(DatasetSummary dataset) => new(
        dataset.Id, dataset.Name, dataset.Description, dataset.Rows, dataset.CreatedAt.UtcDateTime, dataset.CreatedBy, dataset.UpdatedAt.UtcDateTime, dataset.UpdatedBy);
}

/// <summary>A row to be added.</summary>
/// <param name="Inputs">What is asked, by name.</param>
/// <param name="Expected">The answer that is expected; null = none is.</param>
/// <param name="Note">A note beside it.</param>
internal sealed record NewRowJson(OrderedDictionary<string, string> Inputs, string? Expected = null, string Note = "")
{
    public RowContent ToContent() => new([.. Inputs], Expected, Note);
}

/// <summary>What a row holds from now on.</summary>
/// <param name="Version">The version that was changed: when it has another by now, the answer is 409.</param>
/// <param name="Inputs">What is asked, by name.</param>
/// <param name="Expected">The answer that is expected; null = none is.</param>
/// <param name="Note">A note beside it.</param>
internal sealed record EditedRowJson(int Version, OrderedDictionary<string, string> Inputs, string? Expected = null, string Note = "")
{
    public RowContent ToContent() => new([.. Inputs], Expected, Note);
}

/// <summary>Some rows.</summary>
/// <param name="Data">The rows.</param>
/// <param name="Next">What <c>after</c> is for the next page; null = there are no more.</param>
internal sealed record RowListJson(IReadOnlyList<RowJson> Data, int? Next);

/// <summary>A row without the request it was made from.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Position">Its place.</param>
/// <param name="Version">1 when it was made, one more with each change.</param>
/// <param name="Inputs">What is asked, by name.</param>
/// <param name="Expected">The answer that is expected; null = none is.</param>
/// <param name="Note">A note beside it; empty = none.</param>
/// <param name="ExchangeId">The exchange it was made from, which may be gone; null = from none.</param>
/// <param name="HasRequest">Whether it holds a request.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
/// <param name="UpdatedBy">Who changed it last.</param>
internal sealed record RowJson(
    Guid Id, int Position, int Version, OrderedDictionary<string, string> Inputs, string? Expected, string Note, Guid? ExchangeId, bool HasRequest, DateTime UpdatedAt, string UpdatedBy)
{
    public static RowJson Of(DatasetRow row) => new(
        row.Id, row.Position, row.Version, new(RowInputs.Read(row.Inputs), StringComparer.Ordinal), row.Expected, row.Note, row.ExchangeId, row.Request is not null,
        row.UpdatedAt.UtcDateTime, row.UpdatedBy);
}

/// <summary>A row with the request it was made from.</summary>
/// <param name="row">The row.</param>
internal sealed class RowDetailJson(DatasetRow row)
{
    /// <summary>The row.</summary>
    public RowJson Row { get; } = RowJson.Of(row);

    /// <summary>Name of the upstream the request went to; null without a request.</summary>
    public string? Upstream { get; } = row.Upstream;

    /// <summary>Its HTTP method; null without a request.</summary>
    public string? Method { get; } = row.Method;

    /// <summary>Its path and query; null without a request.</summary>
    public string? Target { get; } = row.Target;

    /// <summary>Its body; null when the row holds none.</summary>
    public RawJson? Request { get; } = row.Request is { } request ? RawJson.Of(Encoding.UTF8.GetBytes(request)) : null;
}
