namespace Observability.Domain.Formats;

/// <summary>Open WebUI's web page in the place of an answer: it serves it for every path that it does not know, and calls that well done.</summary>
public sealed class OpenWebUiPageFormat : ProviderFormat
{
    /// <inheritdoc/>
    public override string Name => "openwebui.page";

    /// <inheritdoc/>
    public override string Family => "openwebui";

    /// <inheritdoc/>
    public override string Endpoint => "page";

    /// <inheritdoc/>
    public override bool Matches(string method, string path) => method.Length > 0 && path.Length > 1;

    /// <inheritdoc/>
    public override bool Recognises(WireExchange exchange) => OpenWebUiAnswer.IsOwnPage(exchange);

    /// <inheritdoc/>
    public override Reading Read(WireExchange exchange) => OpenWebUiAnswer.OfPage(Reading.Nothing);
}
