using System.Globalization;
using System.Net.Sockets;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Ui;
using Observability.Domain;
using Observability.Domain.Upstreams;

namespace Observability.Dashboard.Upstreams;

/// <summary>Asks an upstream for its model list with its stored credential, through the same outbound wall as the proxy.</summary>
/// <param name="Id">The upstream.</param>
[Requires(Access.Admin)]
public sealed record TestUpstream(Guid Id) : IRequest<UpstreamTest>;

/// <summary>What came of it.</summary>
/// <param name="Reachable">Whether any HTTP answer came.</param>
/// <param name="Status">Its status; null when none came.</param>
/// <param name="Latency">Until the head of the answer.</param>
/// <param name="Message">A sentence: what happened and, when it did not work, what to do.</param>
public sealed record UpstreamTest(bool Reachable, int? Status, TimeSpan Latency, string Message);

internal sealed class TestUpstreamHandler(ObservabilityDb db, Caller caller, CredentialCipher cipher, OutboundWall wall, TimeProvider time)
    : IRequestHandler<TestUpstream, UpstreamTest>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    public async Task<UpstreamTest> Handle(TestUpstream request, CancellationToken cancellationToken)
    {
        var row = await db.Upstreams.SingleOrDefaultAsync(
            u => u.Id == request.Id && (u.ProjectId == null || u.ProjectId == caller.ProjectId), cancellationToken);
        if (row is null)
        {
            return new(false, null, TimeSpan.Zero, UpstreamTestText.Gone);
        }

        var url = UpstreamUrl.Parse(row.BaseUrl);
        var credential = row.Credential is null ? null : cipher.Open(row.Credential, row.Id, url);
        if (row.Credential is not null && credential is null)
        {
            return new(false, null, TimeSpan.Zero, UpstreamTestText.CredentialUnreadable);
        }

        return await AskAsync(row, credential, cancellationToken);
    }

    private async Task<UpstreamTest> AskAsync(Upstream row, Sensitive<string>? credential, CancellationToken ct)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, row.BaseUrl + ModelListOf(row.Format));
        if (credential is { } secret)
        {
            var (name, value) = CredentialHeader.For(row.Format, secret);
            message.Headers.TryAddWithoutValidation(name, value.Value);
        }

        using var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            ConnectCallback = async (context, token) => await wall.ConnectAsync(context.DnsEndPoint, row.AllowPrivate, token),
        };
        using var client = new HttpMessageInvoker(handler);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(Deadline);
        var start = time.GetTimestamp();
        try
        {
            using var answer = await client.SendAsync(message, deadline.Token);
            return new(true, (int)answer.StatusCode, time.GetElapsedTime(start), InWords((int)answer.StatusCode, credential is not null));
        }
        catch (HttpRequestException e)
        {
            return new(false, null, time.GetElapsedTime(start), InWords(e, row));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new(false, null, time.GetElapsedTime(start), With(UpstreamTestText.NoAnswer, (int)Deadline.TotalSeconds));
        }
    }

    private static string ModelListOf(string format) => format switch
    {
        "ollama" => "/api/tags",
        "anthropic" or "cohere" => "/v1/models",
        "gemini" => "/v1beta/models",
        "openwebui" => "/api/models",
        "azure" => "/openai/models?api-version=2024-10-21",
        _ => "/models",
    };

    private static string InWords(int status, bool withCredential) => status switch
    {
        >= 200 and < 300 => UpstreamTestText.Answers,
        >= 300 and < 400 => With(UpstreamTestText.Redirects, status),
        401 or 403 when withCredential => With(UpstreamTestText.CredentialRefused, status),
        401 or 403 => With(UpstreamTestText.CredentialWanted, status),
        404 => UpstreamTestText.WrongPath,
        _ => With(UpstreamTestText.AnswersStatus, status),
    };

    private static string InWords(HttpRequestException e, Upstream row) => e.InnerException switch
    {
        OutboundRefusedException refused => Sentences.InWords(refused.Message),
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData } => With(UpstreamTestText.HostUnknown, row.BaseUrl),
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => With(UpstreamTestText.NothingListens, row.BaseUrl),
        System.Security.Authentication.AuthenticationException tls => With(UpstreamTestText.TlsFailed, tls.Message),
        _ => With(UpstreamTestText.NoConnection, (e.InnerException ?? e).Message),
    };

    private static string With(string sentence, object what) => string.Format(CultureInfo.CurrentCulture, sentence, what);
}
