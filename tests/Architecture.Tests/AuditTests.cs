using System.Text.RegularExpressions;
using MediatR;
using Observability.Dashboard;
using Observability.Dashboard.Audit;

namespace Observability.Architecture.Tests;

/// <summary>Every message that changes something, or tells what was said, is in the audit log, or somebody has said why not (docs/audit.md).</summary>
public sealed partial class AuditTests
{
    /// <summary>Messages whose handlers write entries, and which: in the transaction of the change.</summary>
    private static readonly Dictionary<string, string[]> Written = new(StringComparer.Ordinal)
    {
        ["CreateKey"] = ["key.created"],
        ["ChangeMember"] = ["member.changed"],
        ["RemoveMember"] = ["member.removed", "member.left"],
        ["CreateInvitation"] = ["invitation.created"],
        ["RevokeInvitation"] = ["invitation.revoked"],
        ["CreateProject"] = ["project.created"],
        ["RenameProject"] = ["project.renamed"],
        ["DeleteProject"] = ["project.deleted"],
        ["RevokeKey"] = ["key.revoked"],
        ["SaveKeyAlterations"] = ["key.alterations_changed"],
        ["SaveUpstream"] = ["upstream.added", "upstream.changed"],
        ["RemoveUpstream"] = ["upstream.removed"],
        ["SavePrice"] = ["price.added", "price.changed"],
        ["RemovePrice"] = ["price.removed"],
        ["SaveTerms"] = ["terms.added", "terms.changed"],
        ["RemoveTerms"] = ["terms.removed"],
        ["OrderRevision"] = ["revision.ordered"],
        ["DecideRevision"] = ["revision.applied", "revision.discarded", "revision.undone", "revision.retried"],
        ["OrderBatch"] = ["batch.ordered"],
        ["OrderExperiment"] = ["experiment.ordered", "prompt.regression_set"],
        ["DecideRun"] = ["batch.paused", "batch.resumed", "batch.cancelled", "experiment.paused", "experiment.resumed", "experiment.cancelled"],
        ["ScoreByHand"] = ["experiment.scored"],
        ["SendCall"] = ["call.sent", "exchange.replayed"],
        ["OrderJob"] = ["job.run", "job.paused", "job.resumed"],
        ["SaveRedaction"] = ["project.redaction_changed"],
        ["CreateDataset"] = ["dataset.created"],
        ["ChangeDataset"] = ["dataset.changed"],
        ["ImportRows"] = ["dataset.imported"],
        ["DeleteDataset"] = ["dataset.deleted"],
        ["AddPromptVersion"] = ["prompt.version_added"],
        ["ArchivePrompt"] = ["prompt.archived", "prompt.restored"],
        ["MovePromptLabel"] = ["prompt.label_moved"],
        ["SaveView"] = ["view.saved"],
        ["RenameView"] = ["view.renamed"],
        ["ChangeView"] = ["view.changed"],
        ["PinView"] = ["view.pinned", "view.unpinned"],
        ["MakeDefault"] = ["view.made_default", "view.default_removed"],
        ["DeleteView"] = ["view.deleted"],
        ["RemoveComment"] = ["comment.removed"],
        ["SetProperties"] = ["exchange.properties_changed"],
        ["BeginExport"] = ["exchanges.exported"],
        ["BeginAuditExport"] = ["audit.exported"],
    };

    /// <summary>Entries that no message writes.</summary>
    private static readonly string[] WrittenByTheWay =
    [
        "member.joined", "account.created", "account.signed_in", "account.sign_in_failed", "account.locked_out", "account.signed_out", "account.password_changed",
        "account.second_factor_on", "account.second_factor_off", "account.recovery_codes_renewed", "account.sessions_ended", "retention.changed", "schema.migrated",
        "exchange.viewed", "texts.searched", "conversation.viewed", "dataset.viewed", "dataset.read_whole", "dataset.exchanges_added",
        "experiment.viewed", "experiment.read_whole",
    ];

    /// <summary>Messages that change something or tell texts and leave no entry of their own, and why.</summary>
    private static readonly Dictionary<string, string> Silent = new(StringComparer.Ordinal)
    {
        ["AddRow"] = "a row of a dataset has its own history",
        ["DuplicateRow"] = "the same",
        ["EditRow"] = "the same",
        ["DeleteRows"] = "the same",
        ["RateExchange"] = "it stands beside the request with its author",
        ["SetTags"] = "the same",
        ["SetScore"] = "the same",
        ["AddComment"] = "the same",
        ["KeepPlaygroundRun"] = "one's own history; what was sent stands in the log as call.sent",
        ["AddPlaygroundAnswer"] = "the same",
        ["PreviewBatch"] = "it counts; what is then ordered stands in the log",
        ["StartPrompt"] = "it changes nothing; what it reads of a request stands in the log as read",
        ["ListInvitations"] = "it shows who was invited; making and taking back are entries",
        ["TestUpstream"] = "it asks for a list of models and changes nothing",
        ["ListPlaygroundRuns"] = "one's own history",
        ["OpenPlaygroundRun"] = "the same",
        ["EstimateExperiment"] = "it counts; what is then ordered stands in the log",
        ["ExportRows"] = "a part of an export, which stands in the log as a whole",
        ["ExportBodies"] = "the same",
        ["PrepareExport"] = "nothing is told before the export begins, which stands in the log",
        ["TextSnippets"] = "it carries the filter of a search, which stands in the log as that",
        ["PageAudit"] = "looking at the log changes nothing; taking it away is an entry",
        ["VerifyAudit"] = "the same",
    };

    private static readonly IReadOnlyList<Type> MessageTypes = [.. Product.Types.Where(t => !t.IsAbstract && t.IsAssignableTo(typeof(IBaseRequest)))];

    [Fact]
    public void Every_message_that_changes_something_or_tells_texts_says_what_it_leaves_in_the_audit_log() =>
        Rule.Holds(
            "Write an entry with AuditLog.Add and put the message into AuditTests.Written, or into Silent with a reason.",
            MessageTypes.Where(t => Attribute(t) is { Access: > Access.Read } or { Bodies: true } && Ways(t) != 1).Select(t => $"{t.FullName}: in {Ways(t)} of the lists"));

    [Fact]
    public void Who_writes_entries_is_on_the_list_of_those_who_do() =>
        Rule.Holds(
            "The lists and the code say different things.",
            Written.Keys.Concat(Silent.Keys).Where(name => MessageTypes.All(t => t.Name != name)).Select(name => $"{name} is no message")
                .Concat(
                    from file in Repository.Source
                    where file.Text.Contains("AuditLog.Add(", StringComparison.Ordinal) && !file.Path.Contains("/Audit/", StringComparison.Ordinal)
                    let message = file.Parts[^1].Split('.')[0]
                    where MessageTypes.Any(t => t.Name == message) && !Written.ContainsKey(message)
                    select $"{file.Path}: writes entries and is not in Written"));

    [Fact]
    public void Every_action_has_words_and_every_word_an_action() =>
        Assert.Equal(
            Written.Values.SelectMany(w => w).Concat(WrittenByTheWay).Distinct().Order(StringComparer.Ordinal),
            AuditWords.Known.Order(StringComparer.Ordinal));

    [Fact]
    public void Every_action_that_the_code_names_is_known() =>
        Rule.Holds(
            "Add it to AuditTests and give it words (Audit/AuditWords.cs).",
            from file in Repository.Source
            where file.Path.StartsWith("src/Dashboard/", StringComparison.Ordinal)
            from Match named in Named().Matches(file.Text)
            from Match action in Action().Matches(named.Value)
            where !AuditWords.Known.Contains(action.Groups[1].Value)
            select $"{file.Path}: {action.Groups[1].Value}");

    private static RequiresAttribute Attribute(Type message) =>
        (RequiresAttribute)message.GetCustomAttributes(typeof(RequiresAttribute), false)[0];

    private static int Ways(Type message) =>
        new[] { Written.ContainsKey(message.Name), Silent.ContainsKey(message.Name), Glances.Messages.Contains(message) }.Count(way => way);

    // From the call to the end of its statement: names may stand behind a condition.
    [GeneratedRegex(@"AuditLog\.Add\([^;]*;|new Deed\([^;]*;|log\.WriteAsync\([^;]*;", RegexOptions.Singleline)]
    private static partial Regex Named();

    [GeneratedRegex(@"(?<!\$)""([a-z]+\.[a-z_]+)""")]
    private static partial Regex Action();
}
