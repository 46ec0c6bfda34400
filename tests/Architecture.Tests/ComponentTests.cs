using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;

namespace Observability.Architecture.Tests;

/// <summary>Pages send messages; views show what they are given.</summary>
public sealed partial class ComponentTests
{
    /// <summary>What a page may have injected, by type name, and why.</summary>
    private static readonly Dictionary<string, string> PagesMayInject = new()
    {
        ["Messages"] = "the way to the data",
        ["NavigationManager"] = "the URL is the state",
        ["ExchangeFeed"] = "live updates",
        ["ExchangeTail"] = "live lists",
        ["IJSRuntime"] = "clipboard and downloads",
        ["TimeProvider"] = "the clock",
        ["BrowserTime"] = "the clock in the browser's zone",
        ["CallerSource"] = "who is signed in",
        ["InvitationDesk"] = "whoever opens an invitation is nobody of the project yet, and messages are somebody's",
    };

    /// <summary>What a component that is no page may have injected, by component name, and why.</summary>
    private static readonly Dictionary<string, string[]> ViewsMayInject = new()
    {
        ["ElapsedTime"] = ["TimeProvider"], // The clock that the browser's counter begins with.
        ["SignInAgain"] = ["NavigationManager"], // It does nothing but redirect.
        ["MainLayout"] = ["Messages", "CallerSource", "NavigationManager"], // The frame of every page: it names the project.
        ["ViewsBar"] = ["Messages", "CallerSource", "NavigationManager"], // A part of the requests page with data of its own: the page need only say where it is.
        ["ExportDialog"] = ["Messages", "CallerSource", "TimeProvider"], // The same; it asks how far a download is.
        ["AddToDataset"] = ["Messages", "CallerSource"], // The same: the page need only say what it lists.
        ["OpenRequest"] = ["Messages", "CallerSource"], // The same: the request beside the list.
        ["AnswerColumn"] = ["Messages", "CallerSource", "ExchangeFeed", "TimeProvider"], // The same: an answer that it sends for and that arrives in it.
        ["RedactionSettings"] = ["Messages", "CallerSource"], // A part of the project's page with data of its own: the page need only place it.
        ["ListPulse"] = ["Messages", "CallerSource", "ExchangeFeed", "TimeProvider"], // The same: the strip above the list.
    };

    private static readonly string[] NotForComponents = ["ObservabilityDb", "AccountsDb", "DbContext", "NpgsqlDataSource", "HttpClient", "IMediator", "MarkupString"];

    private static readonly IReadOnlyList<Type> Components = [.. Product.Dashboard.GetTypes().Where(t => !t.IsAbstract && t.IsAssignableTo(typeof(IComponent)))];

    [Fact]
    public void Pages_are_given_little() =>
        Rule.Holds(
            "A page needs messages, its URL, the feed and a clock. What else it wants belongs behind a message.",
            Components.Where(t => t.IsDefined(typeof(RouteAttribute)))
                .SelectMany(t => Injected(t).Where(i => !PagesMayInject.ContainsKey(i.Name)).Select(i => $"{t.FullName}: {i.Name}")));

    [Fact]
    public void Views_are_given_parameters_only() =>
        Rule.Holds(
            "Parameters in, events out. A view that fetches is a page in disguise.",
            Components.Where(t => !t.IsDefined(typeof(RouteAttribute)))
                .SelectMany(t => Injected(t).Where(i => !ViewsMayInject.GetValueOrDefault(t.Name, []).Contains(i.Name)).Select(i => $"{t.FullName}: {i.Name}")));

    [Fact]
    public void Components_do_not_see_the_database() =>
        Rule.Holds(
            "A circuit lives for hours, a DbContext must not; messages open their own scope.",
            from file in ComponentFiles()
            from word in NotForComponents
            where Regex.IsMatch(file.Text, $@"\b{word}\b")
            select $"{file.Path}: {word}");

    [Fact]
    public void Who_subscribes_can_be_disposed() =>
        Rule.Holds(
            "A subscription outlives its component unless it is disposed.",
            ComponentFiles().Where(f => f.Text.Contains(".Subscribe(", StringComparison.Ordinal) && !Disposable().IsMatch(f.Text)).Select(f => f.Path));

    [Fact]
    public void Enter_is_never_lost_for_what_the_server_has_not_heard_yet() =>
        Rule.Holds(
            "A form whose button waits until the server knows what was typed ignores the Enter of who types fast. Mark the field required; the handler refuses what is blank.",
            from file in Repository.Markup
            from line in file.Text.Split('\n')
            where line.Contains("type=\"submit\"", StringComparison.Ordinal) && line.Contains("disabled=", StringComparison.Ordinal) && line.Contains("IsNullOrWhiteSpace", StringComparison.Ordinal)
            select $"{file.Path}: {line.Trim()}");

    private static IEnumerable<SourceFile> ComponentFiles() =>
        Repository.Markup.Concat(Repository.Source.Where(f => f.Path.EndsWith(".razor.cs", StringComparison.Ordinal)));

    private static IEnumerable<Type> Injected(Type component) =>
        component.GetProperties(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
            .Where(p => p.IsDefined(typeof(InjectAttribute), true) && Product.All.Contains(p.DeclaringType!.Assembly))
            .Select(p => p.PropertyType)
            .Concat(component.GetConstructors().SelectMany(c => c.GetParameters()).Select(p => p.ParameterType));

    [GeneratedRegex(@"\bI(Async)?Disposable\b")]
    private static partial Regex Disposable();
}
