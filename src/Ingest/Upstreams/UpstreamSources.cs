using Observability.Domain;
using Observability.Domain.Upstreams;

namespace Observability.Ingest.Upstreams;

/// <summary>Brings together where upstreams come from: the builtin ones, over them the stored ones, over them those of the environment.</summary>
/// <remarks>An upstream of a project is not everybody's, so it stands beside them and wins for that project (<see cref="UpstreamTable"/>).</remarks>
/// <param name="environment">The upstreams set by environment variables.</param>
/// <param name="cipher">Opens stored credentials.</param>
/// <param name="logger">Hears of rows that cannot be used.</param>
public sealed partial class UpstreamSources(
    IReadOnlyList<EnvironmentUpstream> environment, CredentialCipher cipher, ILogger<UpstreamSources> logger)
{
    /// <summary>Every upstream with its project, null = everybody's; of two with the same project and name the later one counts.</summary>
    public IReadOnlyCollection<(Guid? ProjectId, UpstreamTarget Target)> Combine(IReadOnlyList<Upstream> stored) =>
    [
        .. BuiltinUpstreams.All.Select(b => ((Guid?)null, new UpstreamTarget(b.Name, UpstreamUrl.Parse(b.BaseUrl), b.Format, b.AllowPrivate, null))),
        .. stored.Where(IsUsable).Select(u => (u.ProjectId, Target(u))),
        .. environment.Select(e => ((Guid?)null, new UpstreamTarget(e.Name, e.BaseUrl, e.Format, e.AllowPrivate, Header(e.Format, e.Credential)) { Prices = e.Prices })),
    ];

    private static (string Header, Sensitive<string> Value)? Header(string family, Sensitive<string>? credential) =>
        credential is { } known ? CredentialHeader.For(family, known) : null;

    private bool IsUsable(Upstream row)
    {
        var refusal = UpstreamName.Refuse(row.Name) ?? (UpstreamUrl.Refuse(row.BaseUrl) is { } url ? "its base URL " + url : null);
        if (refusal is not null)
        {
            Unusable(row.Name, refusal);
        }

        return refusal is null;
    }

    private UpstreamTarget Target(Upstream row)
    {
        var url = UpstreamUrl.Parse(row.BaseUrl);
        return new(row.Name, url, row.Format, row.AllowPrivate, Header(row.Format, Credential(row, url))) { Prices = row.Prices };
    }

    private Sensitive<string>? Credential(Upstream row, Uri url)
    {
        if (row.Credential is null)
        {
            return null;
        }

        if (cipher.Open(row.Credential, row.Id, url) is { } credential && CredentialHeader.CanCarry(credential))
        {
            return credential;
        }

        CredentialUnusable(row.Name);
        return null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Left out the stored upstream {Upstream}: {Refusal} Correct it in the dashboard")]
    private partial void Unusable(string upstream, string refusal);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Could not open the stored credential of upstream {Upstream}: it was sealed with another master key or for another URL. "
            + "The upstream is used without it; enter it again in the dashboard")]
    private partial void CredentialUnusable(string upstream);
}
