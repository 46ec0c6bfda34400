using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.RateLimiting;
using Observability.Dashboard.Api;
using Observability.Dashboard.Members;

namespace Observability.Dashboard.SignIn;

/// <summary>Who may come in: accounts, their cookie, and the rule that whatever says nothing demands a signed-in account.</summary>
internal static class SignInRegistration
{
    private const string ByPath = "by-path";
    private const string SessionCookie = "observability";

    public static IServiceCollection AddSignIn(this IServiceCollection services)
    {
        services.AddIdentityCore<Account>(identity =>
        {
            identity.Password = new()
            {
                RequiredLength = Passwords.ShortestLength,
                RequireDigit = false,
                RequireLowercase = false,
                RequireUppercase = false,
                RequireNonAlphanumeric = false,
            };
            identity.User.RequireUniqueEmail = true;
            identity.Lockout = new() { MaxFailedAccessAttempts = 5, DefaultLockoutTimeSpan = TimeSpan.FromMinutes(5) };
        }).AddEntityFrameworkStores<AccountsDb>().AddSignInManager().AddDefaultTokenProviders();
        services.AddSingleton<IPasswordHasher<Account>>(Passwords.Hasher);
        services.Configure<SecurityStampValidatorOptions>(stamp => stamp.ValidationInterval = TimeSpan.FromSeconds(20));

        services.AddAuthentication(ByPath)
            .AddPolicyScheme(ByPath, null, scheme => scheme.ForwardDefaultSelector = SchemeOf)
            .AddIdentityCookies();
        services.ConfigureApplicationCookie(cookie =>
        {
            cookie.Cookie.Name = SessionCookie;
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            cookie.ExpireTimeSpan = TimeSpan.FromHours(8);
            cookie.SlidingExpiration = true;
            cookie.LoginPath = "/sign-in";
            cookie.AccessDeniedPath = "/sign-in";
            cookie.ReturnUrlParameter = "returnUrl";
            // An expired session at the API is told as the API tells it, not with the HTML of a page.
            cookie.Events.OnRedirectToLogin = context => ApiRoutes.Covers(context.Request)
                ? context.HttpContext.ChallengeAsync(KeyAuthentication.Scheme)
                : RedirectAsync(context);
        });
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, CircuitRevalidation>();
        services.AddSingleton<AccountLookup>();
        services.AddScoped<CallerSource>();
        services.AddScoped<PasswordSignIn>();
        services.AddScoped<InvitationDesk>();
        services.AddRateLimiter(LimitGuesses);
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.Cookie.Name = "observability-form";
            antiforgery.SuppressXFrameOptionsHeader = true;
        });
        return services;
    }

    /// <summary>
    /// Pages: the cookie. The API: a key, save that a page may link to what can only be read, so that a browser can download it;
    /// nothing that changes anything answers to a cookie there, which leaves other sites nothing to forge.
    /// </summary>
    private static string SchemeOf(HttpContext context)
    {
        var request = context.Request;
        var isApi = ApiRoutes.Covers(request) || request.Path == ApiRoutes.Description;
        var isLink = HttpMethods.IsGet(request.Method) && request.Headers.Authorization.Count == 0 && request.Cookies.ContainsKey(SessionCookie);
        return isApi && !isLink ? KeyAuthentication.Scheme : IdentityConstants.ApplicationScheme;
    }

    private static Task RedirectAsync(RedirectContext<CookieAuthenticationOptions> context)
    {
        context.Response.Redirect(context.RedirectUri);
        return Task.CompletedTask;
    }

    private static void LimitGuesses(RateLimiterOptions limiter)
    {
        limiter.OnRejected = async (rejected, ct) =>
        {
            rejected.HttpContext.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            await rejected.HttpContext.Response.WriteAsync(SignInText.TooManyAttempts, ct);
        };
        limiter.AddPolicy(SignInEndpoints.RateLimit, context => RateLimitPartition.GetFixedWindowLimiter(
            context.Connection.RemoteIpAddress?.ToString() ?? "",
            _ => new() { PermitLimit = 20, Window = TimeSpan.FromMinutes(1) }));
    }
}
