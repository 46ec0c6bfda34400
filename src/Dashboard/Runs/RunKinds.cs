using System.Reflection;
using Observability.Domain.Runs;

namespace Observability.Dashboard.Runs;

/// <summary>Finds the kinds of runs of this assembly; a new one needs no registration.</summary>
internal static class RunKinds
{
    public static IServiceCollection AddRuns(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<RunsOptions>().BindConfiguration("Runs").ValidateDataAnnotations();
        services.AddSingleton<RunEngine>();
        foreach (var kind in Assembly.GetExecutingAssembly().GetTypes().Where(t => t.IsSubclassOf(typeof(RunKind))))
        {
            services.AddScoped(typeof(RunKind), kind);
        }

        return services;
    }

    /// <summary>A scope for one item of a run, as if who ordered the run had sent a message; and the run's kind in it.</summary>
    /// <exception cref="InvalidOperationException">This build has no such kind.</exception>
    public static (AsyncServiceScope Scope, RunKind Kind) Enter(IServiceScopeFactory scopes, Run run)
    {
        var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallerScope>().Caller = new(run.ProjectId, Access.Replay, run.CreatedBy) { SeesBodies = true };
        var kind = scope.ServiceProvider.GetServices<RunKind>().FirstOrDefault(k => k.Name == run.Kind);
        return (scope, kind ?? throw new InvalidOperationException($"Nobody knows how a run of the kind '{run.Kind}' is sent."));
    }
}
