using System.Reflection;
using MediatR;
using Npgsql;
using Observability.Dashboard.Audit;
using Observability.Dashboard.Start;
using Observability.Dashboard.Totals;

namespace Observability.Dashboard;

/// <summary>Finds the handlers of this assembly; a new message needs no registration.</summary>
internal static class MessageRegistration
{
    public static IServiceCollection AddMessages(this IServiceCollection services)
    {
        services.AddSingleton<Messages>();
        services.AddSingleton<ViewLog>();
        services.AddScoped<CallerScope>();
        services.AddScoped(p => p.GetRequiredService<CallerScope>().Caller
            ?? throw new InvalidOperationException("A handler was made outside Messages.SendAsync."));
        services.AddScoped<ServiceFactory>(p => p.GetRequiredService);
        services.AddScoped<IMediator, Mediator>();
        services.AddScoped<GroupNames>();
        services.AddScoped<ErrorExamples>();
        foreach (var handler in Assembly.GetExecutingAssembly().GetTypes().Where(t => t is { IsClass: true, IsAbstract: false }))
        {
            foreach (var handled in handler.GetInterfaces().Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IRequestHandler<,>)))
            {
                services.AddScoped(handled, MakerOf(handler));
            }
        }

        return services;
    }

    // A handler's connections see the caller's project and nothing else. They are given to it here because what a container makes for a scope it
    // disposes with the scope, and these outlive it.
    private static Func<IServiceProvider, object> MakerOf(Type handler)
    {
        var asks = handler.GetConstructors().Single().GetParameters().Any(p => p.ParameterType == typeof(NpgsqlDataSource));
        var make = ActivatorUtilities.CreateFactory(handler, asks ? [typeof(NpgsqlDataSource)] : []);
        return asks
            ? p => make(p, [p.GetRequiredService<ProjectDatabases>().Of(p.GetRequiredService<Caller>().Scope)])
            : p => make(p, []);
    }
}
