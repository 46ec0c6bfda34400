using System.Reflection;
using Observability.Dashboard;

namespace Observability.Architecture.Tests;

/// <summary>Whose rows are read is decided in few places (docs/decisions/0029).</summary>
public sealed class WallTests
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Who may make a scope: those who have just found out in the database that somebody may see a project.</summary>
    private static readonly Dictionary<string, string> Authorisers = new()
    {
        ["AccountLookup"] = "the account behind a cookie, and the project it looks at",
        ["KeyLookup"] = "the project of a key of the API",
        ["CreateProjectHandler"] = "the project that it has just made, whose log begins with that",
        ["InvitationDesk"] = "the project of an invitation that was just taken up",
        ["RunKinds"] = "the project of a run that somebody ordered",
        ["Caller"] = "its short constructor, which is held by this list as well",
    };

    /// <summary>Who may see all projects.</summary>
    private static readonly Dictionary<string, string> PastTheWall = new()
    {
        ["DashboardApp"] = "makes the ways",
        ["ProjectDatabases"] = "asks once whose rights pages have",
        ["KeyLookup"] = "finds whose a key is before it is known",
        ["SignInGuesses"] = "counts attempts of people who are in no project yet",
        ["SignInLog"] = "finds the oldest project, whose audit log hears of what belongs to no account",
        ["InvitationDesk"] = "whoever opens an invitation is of no project yet",
        ["MyProjectsHandler"] = "somebody's projects are several; asks for the caller's own memberships alone",
        ["CreateProjectHandler"] = "makes a project, which no scope is of yet",
        ["DeleteProjectHandler"] = "sees that another project is left",
        ["RunLedger"] = "drives the runs of all projects",
        ["ExchangeFeed"] = "hears of arrivals in all projects, reads no row",
        ["PromptCache"] = "hears of changes in all projects, reads no row",
        ["Readiness"] = "asks whether PostgreSQL answers",
        ["JobRuns"] = "what jobs say of themselves",
        ["CleanUpJob"] = "a job",
        ["HopsJob"] = "a job",
        ["ModelListsJob"] = "a job",
        ["PartitionsJob"] = "a job",
        ["PromptUsesJob"] = "a job",
        ["RemoveProjectsJob"] = "a job",
        ["RetentionJob"] = "a job",
        ["RevisionsJob"] = "a job",
        ["RollupJob"] = "a job",
        ["RollupRetentionJob"] = "a job",
        ["TextsJob"] = "a job",
    };

    [Fact]
    public void Only_those_who_look_somebody_up_make_a_scope()
    {
        var made = from method in Methods()
                   from called in Instructions.Of(method).Select(i => i.Called).OfType<MethodBase>()
                   where IsMaking(called)
                   select Outermost(method.DeclaringType!).Name;
        Assert.Equal(Authorisers.Keys.Order(StringComparer.Ordinal), made.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Only_a_few_see_all_projects()
    {
        var demanded = from method in Methods()
                       from parameter in method.GetParameters()
                       where parameter.IsDefined(typeof(PastTheWallAttribute))
                       select Outermost(method.DeclaringType!).Name;
        var asked = from method in Methods()
                    where Instructions.Of(method).Any(i => i.Text == PastTheWallAttribute.Services)
                    select Outermost(method.DeclaringType!).Name;
        Assert.Equal(
            PastTheWall.Keys.Order(StringComparer.Ordinal),
            demanded.Concat(asked).Where(n => n != nameof(PastTheWallAttribute)).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Nobody_opens_a_way_to_the_database_of_his_own() =>
        Rule.Holds(
            "Take the NpgsqlDataSource or ObservabilityDb of the caller's project, which a handler is given.",
            Repository.Source.Where(f => f.Path.StartsWith("src/Dashboard/", StringComparison.Ordinal) && f.Path != "src/Dashboard/Start/Database.cs"
                    && (f.Code.Contains("NpgsqlDataSource.Create", StringComparison.Ordinal) || f.Code.Contains("new NpgsqlConnection(", StringComparison.Ordinal)))
                .Select(f => f.Path));

    private static IEnumerable<MethodBase> Methods() =>
        Product.Dashboard.GetTypes().SelectMany(t => t.GetMethods(All).Concat<MethodBase>(t.GetConstructors(All)));

    // A copy of a caller keeps its scope.
    private static bool IsMaking(MethodBase called) =>
        (called.DeclaringType == typeof(ProjectScope) && called.Name == "Authorised")
        || (called.DeclaringType?.Name == "AccountLookup" && called.Name == "CallerOf")
        || (called.DeclaringType == typeof(Caller) && called.IsConstructor && called.GetParameters()[0].ParameterType != typeof(Caller));

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
}
