using Observability.Ingest.Proxy.Redacting;

namespace Observability.Ingest.Proxy;

/// <summary>How much of an exchange is to be kept.</summary>
/// <param name="LimitBytes">Limit of each body.</param>
/// <param name="OmitRequest">The producer asked not to keep the request's body.</param>
/// <param name="OmitResponse">The producer asked not to keep the response's body.</param>
/// <param name="IsModelList">It asks for a list of models, which is counted apart.</param>
/// <param name="IsRecorded">False: nothing of it is kept.</param>
internal readonly record struct CaptureWish(long LimitBytes, bool OmitRequest, bool OmitResponse, bool IsModelList, bool IsRecorded)
{
    /// <summary>Redacts what is kept; null = it is kept as it crossed the wire.</summary>
    public Redactor? Redactor { get; init; }

    /// <summary>The memory for all bodies; null = there is enough.</summary>
    public CaptureMemory? Memory { get; init; }

    /// <summary>The producer's wish, in the words of the record; null when it has none.</summary>
    public string? Reason => (OmitRequest, OmitResponse) switch
    {
        (true, true) => "The producer asked to keep neither body (Omit-Request, Omit-Response).",
        (true, false) => "The producer asked not to keep the request's body (Omit-Request).",
        (false, true) => "The producer asked not to keep the response's body (Omit-Response).",
        (false, false) => null,
    };
}
