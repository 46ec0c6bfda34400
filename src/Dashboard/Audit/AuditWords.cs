using System.Collections.Frozen;
using System.Globalization;
using Observability.Dashboard.Ui;
using Observability.Domain.Audit;

namespace Observability.Dashboard.Audit;

/// <summary>Words for the audit log.</summary>
internal static class AuditWords
{
    // Asked anew each time: the words are those of the reader's language.
    private static readonly (string Noun, Func<string> Word)[] Nouns =
    [
        ("account", () => AuditActionText.AllAccount),
        ("member", () => AuditActionText.AllMember),
        ("invitation", () => AuditActionText.AllInvitation),
        ("project", () => AuditActionText.AllProject),
        ("key", () => AuditActionText.AllKey),
        ("upstream", () => AuditActionText.AllUpstream),
        ("exchange", () => AuditActionText.AllExchange),
        ("exchanges", () => AuditActionText.AllExchanges),
        ("conversation", () => AuditActionText.AllConversation),
        ("texts", () => AuditActionText.AllTexts),
        ("call", () => AuditActionText.AllCall),
        ("comment", () => AuditActionText.AllComment),
        ("dataset", () => AuditActionText.AllDataset),
        ("experiment", () => AuditActionText.AllExperiment),
        ("batch", () => AuditActionText.AllBatch),
        ("prompt", () => AuditActionText.AllPrompt),
        ("price", () => AuditActionText.AllPrice),
        ("terms", () => AuditActionText.AllTerms),
        ("revision", () => AuditActionText.AllRevision),
        ("view", () => AuditActionText.AllView),
        ("job", () => AuditActionText.AllJob),
        ("retention", () => AuditActionText.AllRetention),
        ("audit", () => AuditActionText.AllAudit),
        ("schema", () => AuditActionText.AllSchema),
    ];

    private static readonly Dictionary<string, Func<string>> Administration = new(StringComparer.Ordinal)
    {
        ["account.created"] = () => AuditActionText.AccountCreated,
        ["account.signed_in"] = () => AuditActionText.AccountSignedIn,
        ["account.sign_in_failed"] = () => AuditActionText.AccountSignInFailed,
        ["account.locked_out"] = () => AuditActionText.AccountLockedOut,
        ["account.signed_out"] = () => AuditActionText.AccountSignedOut,
        ["account.password_changed"] = () => AuditActionText.AccountPasswordChanged,
        ["account.second_factor_on"] = () => AuditActionText.AccountSecondFactorOn,
        ["account.second_factor_off"] = () => AuditActionText.AccountSecondFactorOff,
        ["account.recovery_codes_renewed"] = () => AuditActionText.AccountRecoveryCodesRenewed,
        ["account.sessions_ended"] = () => AuditActionText.AccountSessionsEnded,
        ["member.joined"] = () => AuditActionText.MemberJoined,
        ["member.changed"] = () => AuditActionText.MemberChanged,
        ["member.removed"] = () => AuditActionText.MemberRemoved,
        ["member.left"] = () => AuditActionText.MemberLeft,
        ["invitation.created"] = () => AuditActionText.InvitationCreated,
        ["invitation.revoked"] = () => AuditActionText.InvitationRevoked,
        ["project.created"] = () => AuditActionText.ProjectCreated,
        ["project.renamed"] = () => AuditActionText.ProjectRenamed,
        ["project.redaction_changed"] = () => AuditActionText.ProjectRedactionChanged,
        ["project.deleted"] = () => AuditActionText.ProjectDeleted,
        ["key.created"] = () => AuditActionText.KeyCreated,
        ["key.revoked"] = () => AuditActionText.KeyRevoked,
        ["key.alterations_changed"] = () => AuditActionText.KeyAlterationsChanged,
        ["upstream.added"] = () => AuditActionText.UpstreamAdded,
        ["upstream.changed"] = () => AuditActionText.UpstreamChanged,
        ["upstream.removed"] = () => AuditActionText.UpstreamRemoved,
        ["job.run"] = () => AuditActionText.JobRun,
        ["job.paused"] = () => AuditActionText.JobPaused,
        ["job.resumed"] = () => AuditActionText.JobResumed,
        ["retention.changed"] = () => AuditActionText.RetentionChanged,
        ["audit.exported"] = () => AuditActionText.AuditExported,
        ["schema.migrated"] = () => AuditActionText.SchemaMigrated,
    };

    private static readonly Dictionary<string, Func<string>> Work = new(StringComparer.Ordinal)
    {
        ["exchange.viewed"] = () => AuditActionText.ExchangeViewed,
        ["exchange.replayed"] = () => AuditActionText.ExchangeReplayed,
        ["exchange.properties_changed"] = () => AuditActionText.ExchangePropertiesChanged,
        ["exchanges.exported"] = () => AuditActionText.ExchangesExported,
        ["conversation.viewed"] = () => AuditActionText.ConversationViewed,
        ["texts.searched"] = () => AuditActionText.TextsSearched,
        ["call.sent"] = () => AuditActionText.CallSent,
        ["comment.removed"] = () => AuditActionText.CommentRemoved,
        ["dataset.created"] = () => AuditActionText.DatasetCreated,
        ["dataset.changed"] = () => AuditActionText.DatasetChanged,
        ["dataset.imported"] = () => AuditActionText.DatasetImported,
        ["dataset.exchanges_added"] = () => AuditActionText.DatasetExchangesAdded,
        ["dataset.viewed"] = () => AuditActionText.DatasetViewed,
        ["dataset.read_whole"] = () => AuditActionText.DatasetReadWhole,
        ["dataset.deleted"] = () => AuditActionText.DatasetDeleted,
        ["experiment.ordered"] = () => AuditActionText.ExperimentOrdered,
        ["experiment.paused"] = () => AuditActionText.ExperimentPaused,
        ["experiment.resumed"] = () => AuditActionText.ExperimentResumed,
        ["experiment.cancelled"] = () => AuditActionText.ExperimentCancelled,
        ["experiment.scored"] = () => AuditActionText.ExperimentScored,
        ["experiment.viewed"] = () => AuditActionText.ExperimentViewed,
        ["experiment.read_whole"] = () => AuditActionText.ExperimentReadWhole,
        ["batch.ordered"] = () => AuditActionText.BatchOrdered,
        ["batch.paused"] = () => AuditActionText.BatchPaused,
        ["batch.resumed"] = () => AuditActionText.BatchResumed,
        ["batch.cancelled"] = () => AuditActionText.BatchCancelled,
        ["prompt.version_added"] = () => AuditActionText.PromptVersionAdded,
        ["prompt.label_moved"] = () => AuditActionText.PromptLabelMoved,
        ["prompt.archived"] = () => AuditActionText.PromptArchived,
        ["prompt.restored"] = () => AuditActionText.PromptRestored,
        ["prompt.regression_set"] = () => AuditActionText.PromptRegressionSet,
        ["price.added"] = () => AuditActionText.PriceAdded,
        ["price.changed"] = () => AuditActionText.PriceChanged,
        ["price.removed"] = () => AuditActionText.PriceRemoved,
        ["terms.added"] = () => AuditActionText.TermsAdded,
        ["terms.changed"] = () => AuditActionText.TermsChanged,
        ["terms.removed"] = () => AuditActionText.TermsRemoved,
        ["revision.ordered"] = () => AuditActionText.RevisionOrdered,
        ["revision.applied"] = () => AuditActionText.RevisionApplied,
        ["revision.discarded"] = () => AuditActionText.RevisionDiscarded,
        ["revision.undone"] = () => AuditActionText.RevisionUndone,
        ["revision.retried"] = () => AuditActionText.RevisionRetried,
        ["view.saved"] = () => AuditActionText.ViewSaved,
        ["view.renamed"] = () => AuditActionText.ViewRenamed,
        ["view.changed"] = () => AuditActionText.ViewChanged,
        ["view.pinned"] = () => AuditActionText.ViewPinned,
        ["view.unpinned"] = () => AuditActionText.ViewUnpinned,
        ["view.made_default"] = () => AuditActionText.ViewMadeDefault,
        ["view.default_removed"] = () => AuditActionText.ViewDefaultRemoved,
        ["view.deleted"] = () => AuditActionText.ViewDeleted,
    };

    private static readonly FrozenDictionary<string, Func<string>> Actions = Administration.Concat(Work).ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The actions that have words.</summary>
    public static IEnumerable<string> Known => Actions.Keys;

    /// <summary>What can be chosen: everything about one noun.</summary>
    public static IEnumerable<(string What, string Label)> Choices => Nouns.Select(n => (n.Noun + AuditFilter.Anything, n.Word()));

    /// <summary>An action, or all of a noun, in words; as it is written where nobody has given it words.</summary>
    public static string What(string what) =>
        Actions.TryGetValue(what, out var word) ? word()
        : Nouns.FirstOrDefault(n => n.Noun + AuditFilter.Anything == what).Word is { } all ? all()
        : VisibleText.Of(what);

    /// <summary>What came of a check, in one sentence.</summary>
    public static string Verdict(AuditVerdict verdict) => verdict.Break is not { } what ? (verdict.Entries == 0 ? AuditText.Empty : AuditText.Whole) : what switch
    {
        AuditBreak.Altered => Of(AuditText.Altered, verdict),
        AuditBreak.Removed => Of(AuditText.Removed, verdict),
        AuditBreak.CutOff => Of(AuditText.CutOff, verdict),
        AuditBreak.SlippedIn => AuditText.SlippedIn,
    };

    private static string Of(string sentence, AuditVerdict verdict) =>
        string.Format(CultureInfo.CurrentCulture, sentence, Figures.Count(verdict.At ?? 0));
}
