using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Observability.Dashboard.Api;

/// <summary><c>Authorization: Bearer obs_r_…</c> or <c>obs_a_…</c>. Whatever is wrong with a key, the answer is the same 401.</summary>
/// <param name="options">Options of the scheme; it has none of its own.</param>
/// <param name="loggers">For the framework's own logging.</param>
/// <param name="encoder">For the framework.</param>
/// <param name="keys">Finds the caller.</param>
internal sealed class KeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, KeyLookup keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    /// <summary>Name of the scheme.</summary>
    public new const string Scheme = "key";

    private const string Bearer = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers.Authorization is not [{ } header] || !header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return AuthenticateResult.NoResult();
        }

        if (await keys.FindAsync(header[Bearer.Length..].Trim(), Context.RequestAborted) is not { } caller)
        {
            return AuthenticateResult.Fail("The key does not open this API.");
        }

        Context.Features.Set(caller);
        return AuthenticateResult.Success(new(new ClaimsPrincipal(new ClaimsIdentity([], Scheme)), Scheme));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var problem = ApiProblems.Unauthorized;
        Response.StatusCode = problem.StatusCode;
        Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
        // Written here and not as a result, which would add a trace id: two refusals are the same, byte for byte.
        await Response.WriteAsJsonAsync(problem.ProblemDetails, options: null, problem.ContentType, Context.RequestAborted);
    }
}
