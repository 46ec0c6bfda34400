using System.Text.RegularExpressions;
using MediatR;
using Observability.Dashboard;

namespace Observability.Architecture.Tests;

/// <summary>Every message of the dashboard: who may send it, who handles it, who sends it.</summary>
public sealed class MessageTests
{
    private static readonly IReadOnlyList<Type> MessageTypes = [.. Product.Types.Where(t => !t.IsAbstract && t.IsAssignableTo(typeof(IBaseRequest)))];

    // Of these the handlers leave texts out for whoever may not see them.
    private static readonly Type[] TellBesides = [typeof(Dashboard.Exchanges.OneExchange), typeof(Dashboard.Conversations.OneConversation)];

    [Fact]
    public void Every_message_says_what_it_requires() =>
        Rule.Holds("Put [Requires(Access.…)] on the message.", MessageTypes.Where(t => !t.IsDefined(typeof(RequiresAttribute), true)).Select(t => t.FullName!));

    [Fact]
    public void What_the_audit_log_takes_for_a_look_at_texts_demands_the_right_to_see_them() =>
        Rule.Holds(
            "It tells what was asked or answered: [Requires(…, Bodies = true)].",
            Dashboard.Audit.Glances.Messages.Except(TellBesides)
                // One's own account: it is written down in the same place, and tells no texts.
                .Where(t => t.Namespace != typeof(Dashboard.Accounts.EndSessions).Namespace)
                .Where(t => t.GetCustomAttributes(typeof(RequiresAttribute), false) is not [RequiresAttribute { Bodies: true }]).Select(t => t.FullName!));

    [Fact]
    public void Every_message_has_one_handler() =>
        Rule.Holds(
            "One message, one handler.",
            MessageTypes.Select(t => (Message: t, Count: Handlers().Count(h => Handles(h, t)))).Where(m => m.Count != 1).Select(m => $"{m.Message.FullName}: {m.Count} handlers"));

    [Fact]
    public void Every_handler_is_internal_and_sealed() =>
        Rule.Holds("The message is the door; its handler is nobody's business.", Handlers().Where(h => h.IsPublic || !h.IsSealed).Select(h => h.FullName!));

    [Fact]
    public void Every_message_is_sent_by_somebody() =>
        Rule.Holds(
            "Nobody sends it: dead code, or a page that is missing.",
            MessageTypes.Where(t => !Repository.Source.Concat(Repository.Markup).Any(f => f.Parts[^1] != $"{t.Name}.cs" && Regex.IsMatch(f.Text, $@"\b{t.Name}\b(?!>)")))
                .Select(t => t.FullName!));

    private static IEnumerable<Type> Handlers() => Product.Types.Where(t => t.IsClass && t.GetInterfaces().Any(IsHandler));

    private static bool Handles(Type handler, Type message) => handler.GetInterfaces().Any(i => IsHandler(i) && i.GetGenericArguments()[0] == message);

    private static bool IsHandler(Type type) =>
        type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(IRequestHandler<,>) || type.GetGenericTypeDefinition() == typeof(IRequestHandler<>));
}
