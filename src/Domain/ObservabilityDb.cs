using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Observability.Domain.Audit;
using Observability.Domain.Conversations;
using Observability.Domain.Datasets;
using Observability.Domain.Exchanges;
using Observability.Domain.Experiments;
using Observability.Domain.Formats;
using Observability.Domain.Ingests;
using Observability.Domain.Jobs;
using Observability.Domain.Keys;
using Observability.Domain.Pricing;
using Observability.Domain.Projects;
using Observability.Domain.Prompts;
using Observability.Domain.Redaction;
using Observability.Domain.Replays;
using Observability.Domain.Revisions;
using Observability.Domain.Runs;
using Observability.Domain.Upstreams;
using Observability.Domain.Views;

namespace Observability.Domain;

/// <summary>The tables as EF Core sees them. The schema itself is migrations/; a test compares the two, column by column.</summary>
/// <param name="options">Provider and connection.</param>
public sealed class ObservabilityDb(DbContextOptions<ObservabilityDb> options) : DbContext(options)
{
    /// <summary>Narrow rows.</summary>
    public DbSet<Exchange> Exchanges => Set<Exchange>();

    /// <summary>Who did what.</summary>
    public DbSet<AuditEntry> AuditLog => Set<AuditEntry>();

    /// <summary>Where the chains of its entries end.</summary>
    public DbSet<AuditHead> AuditHeads => Set<AuditHead>();

    /// <summary>The chains of its entries.</summary>
    public DbSet<AuditLink> AuditLinks => Set<AuditLink>();

    /// <summary>When conversations began and were last heard of.</summary>
    public DbSet<Conversation> Conversations => Set<Conversation>();

    /// <summary>Rows of datasets.</summary>
    public DbSet<DatasetRow> DatasetRows => Set<DatasetRow>();

    /// <summary>Datasets.</summary>
    public DbSet<Dataset> Datasets => Set<Dataset>();

    /// <summary>Bodies.</summary>
    public DbSet<ExchangeBodies> ExchangeBodies => Set<ExchangeBodies>();

    /// <summary>Experiments; their runs have the same ids.</summary>
    public DbSet<Experiment> Experiments => Set<Experiment>();

    /// <summary>Answers in experiments.</summary>
    public DbSet<ExperimentCell> ExperimentCells => Set<ExperimentCell>();

    /// <summary>Rows of datasets as experiments found them.</summary>
    public DbSet<ExperimentRow> ExperimentRows => Set<ExperimentRow>();

    /// <summary>Against what new versions of prompts are tried.</summary>
    public DbSet<RegressionSet> RegressionSets => Set<RegressionSet>();

    /// <summary>Words of exchanges, for searching them.</summary>
    public DbSet<ExchangeTexts> ExchangeTexts => Set<ExchangeTexts>();

    /// <summary>Comments.</summary>
    public DbSet<ExchangeNote> ExchangeNotes => Set<ExchangeNote>();

    /// <summary>Jobs that are paused.</summary>
    public DbSet<JobPause> JobPauses => Set<JobPause>();

    /// <summary>What jobs did.</summary>
    public DbSet<JobRun> JobRuns => Set<JobRun>();

    /// <summary>Keys.</summary>
    public DbSet<Key> Keys => Set<Key>();

    /// <summary>Ingest processes and their spools.</summary>
    public DbSet<IngestInstance> IngestInstances => Set<IngestInstance>();

    /// <summary>Links that let somebody in.</summary>
    public DbSet<Invitation> Invitations => Set<Invitation>();

    /// <summary>Who belongs to which project.</summary>
    public DbSet<Membership> Memberships => Set<Membership>();

    /// <summary>What was sent from the playground.</summary>
    public DbSet<PlaygroundRun> PlaygroundRuns => Set<PlaygroundRun>();

    /// <summary>Prices of the projects' own.</summary>
    public DbSet<OwnPrice> Prices => Set<OwnPrice>();

    /// <summary>Projects.</summary>
    public DbSet<Project> Projects => Set<Project>();

    /// <summary>Prompts.</summary>
    public DbSet<Prompt> Prompts => Set<Prompt>();

    /// <summary>Where their labels were put.</summary>
    public DbSet<PromptLabel> PromptLabels => Set<PromptLabel>();

    /// <summary>Exchanges that were made from them.</summary>
    public DbSet<PromptUse> PromptUses => Set<PromptUse>();

    /// <summary>What prompts say.</summary>
    public DbSet<PromptVersion> PromptVersions => Set<PromptVersion>();

    /// <summary>Orders to price or read stored exchanges again.</summary>
    public DbSet<Revision> Revisions => Set<Revision>();

    /// <summary>What their changes come to.</summary>
    public DbSet<RevisionSum> RevisionSums => Set<RevisionSum>();

    /// <summary>Calls of runs.</summary>
    public DbSet<RunItem> RunItems => Set<RunItem>();

    /// <summary>Runs: batches of replays, experiments.</summary>
    public DbSet<Run> Runs => Set<Run>();

    /// <summary>Saved views of the requests page.</summary>
    public DbSet<SavedView> SavedViews => Set<SavedView>();

    /// <summary>How upstreams bill.</summary>
    public DbSet<UpstreamTerms> UpstreamTerms => Set<UpstreamTerms>();

    /// <summary>Requests in flight, those of ingests that are gone included.</summary>
    public DbSet<RunningExchange> RunningExchanges => Set<RunningExchange>();

    /// <summary>Upstreams.</summary>
    public DbSet<Upstream> Upstreams => Set<Upstream>();

    /// <summary>Whether rows of exchanges are read without what was asked and answered: for somebody who may only see what they came to. Statements of one's own see to it themselves.</summary>
    public bool WithholdsTexts { get; set; }

    /// <inheritdoc/>
    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) =>
        optionsBuilder.UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking).AddInterceptors(WithheldTexts.Instance);

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        MapExchanges(modelBuilder);
        modelBuilder.Entity<OwnPrice>().Property(p => p.Rates).HasColumnType("jsonb");
        modelBuilder.Entity<UpstreamTerms>().Property(t => t.Factor).HasColumnType("numeric");
        modelBuilder.Entity<Membership>().HasKey(m => new { m.ProjectId, m.AccountId });
        modelBuilder.Entity<JobPause>().HasKey(p => p.Job);
        modelBuilder.Entity<Conversation>().HasKey(c => new { c.ProjectId, c.Session });
        modelBuilder.Entity<AuditEntry>().Property(a => a.Details).HasColumnType("jsonb");
        modelBuilder.Entity<AuditLink>().HasKey(l => new { l.ProjectId, l.Number });
        modelBuilder.Entity<AuditHead>().HasKey(h => h.ProjectId);
        modelBuilder.Entity<Revision>().Property(r => r.AppliedDifference).HasColumnType("numeric");
        modelBuilder.Entity<RevisionSum>(s =>
        {
            s.HasKey(x => new { x.RevisionId, x.Dimension, x.Name });
            s.Property(x => x.CostBefore).HasColumnType("numeric");
            s.Property(x => x.CostAfter).HasColumnType("numeric");
            s.Property(x => x.EstimatedBefore).HasColumnType("numeric");
            s.Property(x => x.EstimatedAfter).HasColumnType("numeric");
        });
        MapRuns(modelBuilder);
        MapExperiments(modelBuilder);
        MapPrompts(modelBuilder);
        UseSnakeCase(modelBuilder);
    }

    /// <summary>Names every table and column in snake_case: the one convention of the schema, whichever context maps it.</summary>
    public static void UseSnakeCase(ModelBuilder modelBuilder)
    {
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            entity.SetTableName(Snake(entity.GetTableName()!));
            foreach (var property in entity.GetProperties())
            {
                property.SetColumnName(Snake(property.GetColumnName()));
            }
        }
    }

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<ExchangeOutcome>().HaveConversion<Name<ExchangeOutcome>>();
        configurationBuilder.Properties<CaptureVerdict>().HaveConversion<Name<CaptureVerdict>>();
        configurationBuilder.Properties<UsageSource>().HaveConversion<Name<UsageSource>>();
        configurationBuilder.Properties<RedactionMode>().HaveConversion<Name<RedactionMode>>();
        configurationBuilder.Properties<RevisionDimension>().HaveConversion<Name<RevisionDimension>>();
        configurationBuilder.Properties<RevisionKind>().HaveConversion<Name<RevisionKind>>();
        configurationBuilder.Properties<RevisionState>().HaveConversion<Name<RevisionState>>();
        configurationBuilder.Properties<RunItemState>().HaveConversion<Name<RunItemState>>();
        configurationBuilder.Properties<RunState>().HaveConversion<Name<RunState>>();
        configurationBuilder.Properties<PricingState>().HaveConversion<Name<PricingState>>();
        configurationBuilder.Properties<FinishKind>().HaveConversion<Name<FinishKind>>();
        configurationBuilder.Properties<IdentitySource>().HaveConversion<Name<IdentitySource>>();
        configurationBuilder.Properties<JobOutcome>().HaveConversion<Name<JobOutcome>>();
        configurationBuilder.Properties<JobTrigger>().HaveConversion<Name<JobTrigger>>();
        configurationBuilder.Properties<PromptUseSource>().HaveConversion<Name<PromptUseSource>>();
        configurationBuilder.Properties<KeyClient>().HaveConversion<Name<KeyClient>>();
        configurationBuilder.Properties<KeyKind>().HaveConversion<Name<KeyKind>>();
        configurationBuilder.Properties<Role>().HaveConversion<Name<Role>>();
    }

    private static void MapExchanges(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Exchange>(e =>
        {
            e.HasKey(x => new { x.Id, x.StartedAt });
            e.Property(x => x.User).HasColumnName("user_id");
            e.Property(x => x.Properties).HasColumnType("jsonb");
            e.Property(x => x.Scores).HasColumnType("jsonb");
            e.Property(x => x.Masked).HasColumnType("jsonb");
            e.Property(x => x.UsageExtras).HasColumnType("jsonb");
            e.Property(x => x.CostBreakdown).HasColumnType("jsonb");
            e.Property(x => x.CostUsd).HasColumnType("numeric");
            e.Property(x => x.EstimatedCostUsd).HasColumnType("numeric");
            e.Property(x => x.StatedCostUsd).HasColumnType("numeric");
        });
        modelBuilder.Entity<RunningExchange>(r =>
        {
            r.HasKey(x => new { x.InstanceId, x.Id });
            r.Property(x => x.User).HasColumnName("user_id");
            r.Property(x => x.Properties).HasColumnType("jsonb");
        });
        modelBuilder.Entity<ExchangeBodies>().HasKey(b => new { b.Id, b.StartedAt });
        modelBuilder.Entity<ExchangeTexts>().HasKey(t => new { t.Id, t.StartedAt });
        modelBuilder.Entity<ExchangeNote>().HasKey(n => new { n.StartedAt, n.ExchangeId, n.Id });
    }

    private static void MapRuns(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<PlaygroundRun>().Property(p => p.Draft).HasColumnType("jsonb");
        modelBuilder.Entity<Run>(r =>
        {
            r.Property(x => x.Spec).HasColumnType("jsonb");
            r.Property(x => x.CapUsd).HasColumnType("numeric");
            r.Property(x => x.ExpectedUsd).HasColumnType("numeric");
            r.Property(x => x.KnownUsd).HasColumnType("numeric");
            r.Property(x => x.EstimatedUsd).HasColumnType("numeric");
        });
        modelBuilder.Entity<RunItem>(i =>
        {
            i.HasKey(x => new { x.RunId, x.Position });
            i.Property(x => x.Result).HasColumnType("jsonb");
            i.Property(x => x.CostUsd).HasColumnType("numeric");
            i.Property(x => x.EstimatedCostUsd).HasColumnType("numeric");
        });
    }

    private static void MapExperiments(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<DatasetRow>().Property(r => r.Inputs).HasColumnType("json");
        modelBuilder.Entity<Experiment>(x =>
        {
            x.Property(p => p.Variants).HasColumnType("jsonb");
            x.Property(p => p.Rules).HasColumnType("jsonb");
            x.Property(p => p.Judge).HasColumnType("jsonb");
        });
        modelBuilder.Entity<ExperimentRow>(r =>
        {
            r.HasKey(x => new { x.ExperimentId, x.Position });
            r.Property(x => x.Inputs).HasColumnType("json");
        });
        modelBuilder.Entity<ExperimentCell>(c =>
        {
            c.HasKey(x => new { x.ExperimentId, x.Position });
            c.Property(x => x.Scores).HasColumnType("jsonb");
            c.Property(x => x.CostUsd).HasColumnType("numeric");
            c.Property(x => x.EstimatedCostUsd).HasColumnType("numeric");
        });
        modelBuilder.Entity<RegressionSet>(r =>
        {
            r.HasKey(x => x.PromptId);
            r.Property(x => x.Rules).HasColumnType("jsonb");
            r.Property(x => x.Judge).HasColumnType("jsonb");
        });
    }

    private static void MapPrompts(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<PromptVersion>(v =>
        {
            v.Property(x => x.Headers).HasColumnType("jsonb");
            v.Property(x => x.Defaults).HasColumnType("jsonb");
        });
        modelBuilder.Entity<PromptUse>().HasKey(u => new { u.StartedAt, u.ExchangeId });
    }

    private static string Snake(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    private sealed class Name<T>() : ValueConverter<T, string>(value => EnumNames.NameOf(value), text => EnumNames.Parse<T>(text)!.Value)
        where T : struct, Enum;
}
