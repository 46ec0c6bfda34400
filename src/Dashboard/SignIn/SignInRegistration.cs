using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.RateLimiting;
using Observability.Dashboard.Api;
using Observability.Dashboard.Members;

namespace Observability.Dashboard.SignIn;

/// <summary>Who may come in: accounts, their sessions, and the rule that whatever says nothing demands a signed-in account.</summary>
internal static class SignInRegistration
{
    private const string ByPath = "by-path";
    private const string SessionCookie = "observability";

    // Between the password and the code.
    private static readonly TimeSpan Halfway = TimeSpan.FromMinutes(5);

    public static IServiceCollection AddSignIn(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<SessionsOptions>().BindConfiguration("Sessions").ValidateDataAnnotations();
        // Attempts are counted by SignInGuesses, passwords are judged by PasswordRules.
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
        }).AddEntityFrameworkStores<AccountsDb>().AddSignInManager().AddPasswordValidator<NewPasswords>().AddDefaultTokenProviders();
        services.AddSingleton<IPasswordHasher<Account>>(Passwords.Hasher);
        AddCookies(services);
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, CircuitRevalidation>();
        services.AddSingleton<AccountSessions>();
        services.AddSingleton<AccountLookup>();
        services.AddSingleton<AccountSeal>();
        services.AddSingleton<SignInGuesses>();
        services.AddScoped<CallerSource>();
        services.AddScoped<Authenticators>();
        services.AddScoped<PasswordCheck>();
        services.AddScoped<SignInLog>();
        services.AddScoped<PasswordSignIn>();
        services.AddScoped<InvitationDesk>();
        services.AddScoped<PasswordChange>();
        services.AddScoped<Accounts.OwnPassword>();
        services.AddRateLimiter(LimitGuesses);
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.Cookie.Name = "observability-form";
            antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            antiforgery.SuppressXFrameOptionsHeader = true;
        });
        return services;
    }

    private static void AddCookies(IServiceCollection services)
    {
        services.AddAuthentication(ByPath)
            .AddPolicyScheme(ByPath, null, scheme => scheme.ForwardDefaultSelector = SchemeOf)
            .AddIdentityCookies();
        services.AddScoped<SessionEvents>();
        services.ConfigureApplicationCookie(cookie =>
        {
            Harden(cookie, SessionCookie);
            cookie.LoginPath = "/sign-in";
            cookie.AccessDeniedPath = "/sign-in";
            cookie.ReturnUrlParameter = "returnUrl";
            cookie.EventsType = typeof(SessionEvents);
        });
        // How long it lasts is in its row; the cookie only must not go before.
        services.AddOptions<CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme)
            .Configure<Microsoft.Extensions.Options.IOptions<SessionsOptions>>((cookie, sessions) => (cookie.ExpireTimeSpan, cookie.SlidingExpiration) = (sessions.Value.Longest, false));
        services.Configure<CookieAuthenticationOptions>(IdentityConstants.TwoFactorUserIdScheme, cookie =>
        {
            Harden(cookie, SessionCookie + "-step");
            (cookie.ExpireTimeSpan, cookie.SlidingExpiration) = (Halfway, false);
        });
    }

    private static void Harden(CookieAuthenticationOptions cookie, string name)
    {
        cookie.CookieManager = new SessionCookies();
        cookie.Cookie.Name = name;
        cookie.Cookie.Path = "/";
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
    }

    /// <summary>
    /// Pages: the cookie. The API: a key, save that a page may link to what can only be read, so that a browser can download it;
    /// nothing that changes anything answers to a cookie there, which leaves other sites nothing to forge.
    /// </summary>
    private static string SchemeOf(HttpContext context)
    {
        var request = context.Request;
        var isApi = ApiRoutes.Covers(request) || request.Path.Equals(ApiRoutes.Description, StringComparison.OrdinalIgnoreCase);
        var isLink = HttpMethods.IsGet(request.Method) && request.Headers.Authorization.Count == 0
            && request.Cookies.ContainsKey(SessionCookies.NameIn(request, SessionCookie));
        return isApi && !isLink ? KeyAuthentication.Scheme : IdentityConstants.ApplicationScheme;
    }

    private static void LimitGuesses(RateLimiterOptions limiter)
    {
        limiter.OnRejected = async (rejected, ct) =>
        {
            rejected.HttpContext.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            await rejected.HttpContext.Response.WriteAsync(SignInText.TooManyAttempts, ct);
        };
        limiter.AddPolicy(SignInEndpoints.RateLimit, context => RateLimitPartition.GetFixedWindowLimiter(
            ClientAddress.NetworkOf(context), _ => new() { PermitLimit = 20, Window = TimeSpan.FromMinutes(1) }));
    }
}
