using System.Globalization;

namespace Observability.Dashboard.Replays;

/// <summary>Tells what came of a call that was handed to ingest: an answer, an answer with trouble, or a refusal of ingest's own.</summary>
internal static class SendWords
{
    /// <summary>What the head of an answer says. A refusal of ingest's is told in words, and its answer need not be read.</summary>
    public static SendAnswer Of(SentCall call, SendCall request)
    {
        var upstream = request.Draft.Upstream;
        switch (call.OwnError ?? (call.WasSentBefore ? "already_sent" : null))
        {
            case null:
                return new(call, null) { Trouble = TroubleOf(call.Status, request) };
            case "upstream_unreachable":
                return new(call, null) { Trouble = With(SendText.Unreachable, upstream) };
            case "upstream_timeout":
                return new(call, null) { Trouble = With(SendText.TimedOut, upstream) };
            case "upstream_broke":
                return new(call, null) { Trouble = With(SendText.Broke, upstream) };
            case var code:
                var refusal = RefusalOf(code, call, upstream);
                return new(null, call.IsCaptured ? $"{refusal} {With(SendText.KeptAs, call.Id)}" : refusal) { MayBeCaptured = call.IsCaptured || call.WasSentBefore };
        }
    }

    /// <summary>What a connection that failed says.</summary>
    public static SendAnswer Of(HttpRequestException e) =>
        e.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError
            ? new(null, SendText.NoIngest)
            : new(null, SendText.IngestBroke) { MayBeCaptured = true };

    private static string? TroubleOf(int status, SendCall request) => status switch
    {
        401 or 403 when request.Credential is not null => With(SendText.TypedCredentialRejected, request.Draft.Upstream, status),
        401 or 403 => With(SendText.CredentialRejected, request.Draft.Upstream, status),
        404 when ModelPlace.Of(request.Draft) is { } model => With(SendText.ModelUnknown, request.Draft.Upstream, model),
        _ => null,
    };

    private static string RefusalOf(string code, SentCall call, string upstream) => code switch
    {
        _ when call.WasSentBefore => SendText.SentBefore,
        "invalid_proxy_key" => SendText.KeyRevoked,
        "not_ready" => SendText.NotReady,
        "unknown_upstream" => With(SendText.UpstreamUnknown, upstream),
        "outside_base_path" => With(SendText.Outside, upstream),
        "bad_credential" => With(SendText.StoredCredentialBad, upstream),
        _ => With(SendText.Refused, code),
    };

    private static string With(string sentence, params object[] places) => string.Format(CultureInfo.CurrentCulture, sentence, places);
}
