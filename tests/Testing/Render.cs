using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.JSInterop;

namespace Observability.Testing;

/// <summary>Draws one view as HTML, without a browser and without a host.</summary>
public static class Render
{
    /// <summary>The HTML of <typeparamref name="TView"/> with these parameters, after everything it awaits at its start.</summary>
    public static Task<string> HtmlAsync<TView>(params (string Name, object? Value)[] parameters)
        where TView : IComponent => HtmlAsync<TView>(_ => { }, parameters);

    /// <summary>The same with services for the components that inject some.</summary>
    public static async Task<string> HtmlAsync<TView>(Action<IServiceCollection> add, params (string Name, object? Value)[] parameters)
        where TView : IComponent
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<NavigationManager>(new FixedAddress());
        services.AddSingleton<IJSRuntime>(new NoScripts());
        services.AddSingleton(TimeProvider.System);
        add(services);
        await using var provider = services.BuildServiceProvider();
        await using var renderer = new HtmlRenderer(provider, NullLoggerFactory.Instance);
        return await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<TView>(ParameterView.FromDictionary(parameters.ToDictionary(p => p.Name, p => p.Value)))).ToHtmlString());
    }

    private sealed class FixedAddress : NavigationManager
    {
        public FixedAddress() => Initialize("http://localhost:8788/", "http://localhost:8788/requests");
    }

    private sealed class NoScripts : IJSRuntime
    {
        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, object?[]? args) => ValueTask.FromResult<TValue>(default!);

        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, CancellationToken cancellationToken, object?[]? args) =>
            ValueTask.FromResult<TValue>(default!);
    }
}
