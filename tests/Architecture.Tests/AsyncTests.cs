using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Components;

namespace Observability.Architecture.Tests;

/// <summary>Whoever waits can be stopped.</summary>
public sealed class AsyncTests
{
    /// <summary>Methods without a token, and what stops them.</summary>
    private static readonly Dictionary<string, string> StoppedOtherwise = new()
    {
        ["ExchangeRecorder.BeginAsync"] = "the record lands whether or not the client stays; the spool bounds the wait",
        ["ExchangeRecorder.EndAsync"] = "the same",
        ["ExchangeRedaction.BeginAsync"] = "the same",
        ["ExchangeRedaction.EndAsync"] = "the same",
        ["PasswordSignIn.RefuseAsync"] = "the request's own, which the log takes from its context",
        ["AnswerBody.WaitAsync"] = "times a wait that carries its own token",
        ["GroupSync.WaitAsync"] = "a record once written is waited for; the spool's own limit bounds the wait",
        ["Spool.SyncedAsync"] = "the same",
        ["Spool.WaitAsync"] = "the same",
        ["DashboardApp.RunAsync"] = "the host's own life",
        ["SignInEndpoints.SignOutAsync"] = "ASP.NET Core Identity takes none",
        ["Subscription.RunAsync"] = "a timer's callback, over when the subscription is disposed",
        ["TailSubscription.TellAsync"] = "the same",
        ["Supervisor.RunAsync"] = "its StopRequest",
        ["Supervisor.StartHostsAsync"] = "its StopRequest",
        ["ItemCalls.CarryOutAsync"] = "the three tokens of its DriveEnds",
        ["ItemCalls.SendUntilTakenAsync"] = "the same",
        ["RunLedger.WithAsync"] = "what it asks carries its own token",
        ["Drives.WaitAsync"] = "waits a bounded time for drives that have their tokens",
        ["Drives.EndAsync"] = "the same",
        ["Drives.CollectAsync"] = "the same",
        ["HostProcess.StopAsync"] = "it is the stop, with a deadline of its own",
    };

    [Fact]
    public void An_async_method_takes_a_token() =>
        Rule.Holds(
            "Take a CancellationToken, last. (An HttpContext or a job's context brings its own; components handle events. What is stopped otherwise stands in StoppedOtherwise.)",
            AsyncMethods().Where(m => !m.GetParameters().Any(p => CarriesToken(p.ParameterType)) && !StoppedOtherwise.ContainsKey($"{m.DeclaringType!.Name}.{m.Name}")).Select(Show));

    [Fact]
    public void A_token_has_no_default() =>
        Rule.Holds(
            "A default is a token forgotten at the call.",
            Product.Types.SelectMany(t => t.GetMethods(Product.Declared))
                .Where(m => !Product.IsGenerated(m) && m.GetParameters().Any(p => p.ParameterType == typeof(CancellationToken) && p.HasDefaultValue))
                .Select(Show));

    [Fact]
    public void An_async_method_says_so() =>
        Rule.Holds(
            "Its name ends in Async; only what a framework calls by another name may differ.",
            AsyncMethods().Where(m => !m.Name.EndsWith("Async", StringComparison.Ordinal) && m.Name is not "Handle").Select(Show));

    [Fact]
    public void Nothing_is_async_void() =>
        Rule.Holds(
            "Its exceptions end the process.",
            Product.Types.SelectMany(t => t.GetMethods(Product.Declared))
                .Where(m => m.ReturnType == typeof(void) && m.IsDefined(typeof(AsyncStateMachineAttribute))).Select(Show));

    [Fact]
    public void Nobody_configures_awaits() =>
        Rule.Holds(
            "Hosts have no synchronization context, and components need theirs.",
            Repository.Source.Concat(Repository.Markup).Where(f => f.Text.Contains(".ConfigureAwait(", StringComparison.Ordinal)).Select(f => f.Path));

    private static IEnumerable<MethodInfo> AsyncMethods() =>
        Product.Types.Where(t => !t.IsSubclassOf(typeof(ComponentBase)))
            .SelectMany(t => t.GetMethods(Product.Declared))
            .Where(m => !Product.IsGenerated(m) && m.IsDefined(typeof(AsyncStateMachineAttribute)) && !IsForeign(m));

    private static bool CarriesToken(Type type) =>
        type == typeof(CancellationToken) || type.Name is "HttpContext" or "IJobExecutionContext" or "ConnectionContext" || type.Name.EndsWith("Context", StringComparison.Ordinal) && type.Namespace?.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) == true;

    // Overrides and implementations of what a framework declared: the signature isn't ours.
    private static bool IsForeign(MethodInfo method)
    {
        if (method.GetBaseDefinition() is var root && root != method && !Product.All.Contains(root.DeclaringType!.Assembly))
        {
            return true;
        }

        var type = method.DeclaringType!;
        return !type.IsInterface && type.GetInterfaces().Where(i => !Product.All.Contains(i.Assembly)).Any(i => type.GetInterfaceMap(i).TargetMethods.Contains(method));
    }

    private static string Show(MethodInfo method) => $"{method.DeclaringType!.FullName}.{method.Name}";
}
