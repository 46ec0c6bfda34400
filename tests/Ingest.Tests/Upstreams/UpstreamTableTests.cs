using Observability.Ingest.Upstreams;

namespace Observability.Ingest.Tests.Upstreams;

public sealed class UpstreamTableTests
{
    private static readonly Guid Project = Guid.CreateVersion7();

    [Fact]
    public void A_projects_own_upstream_comes_before_everybodys()
    {
        var (own, everybodys) = (Target("openai"), Target("openai"));
        var table = Table((Project, own), (null, everybodys));
        Assert.Same(own, table.Find(Project, "openai"));
        Assert.Same(everybodys, table.Find(Guid.CreateVersion7(), "openai"));
    }

    [Fact]
    public void Another_projects_upstream_is_not_found() => Assert.Null(Table((Project, Target("mine"))).Find(Guid.CreateVersion7(), "mine"));

    [Fact]
    public void Of_two_with_one_name_the_later_counts()
    {
        var later = Target("openai");
        Assert.Same(later, Table((null, Target("openai")), (null, later)).Find(Project, "openai"));
    }

    [Fact]
    public void The_names_are_those_this_project_may_use_sorted_and_each_once() =>
        Assert.Equal(
            ["anthropic", "mine", "openai"],
            Table((Project, Target("openai")), (Project, Target("mine")), (Guid.CreateVersion7(), Target("theirs")), (null, Target("openai")), (null, Target("anthropic")))
                .NamesFor(Project));

    [Fact]
    public void Upstreams_are_replaced_all_at_once()
    {
        var table = Table((null, Target("old")));
        table.Replace([(null, Target("new"))]);
        Assert.Equal((null, 1), (table.Find(Project, "old"), table.Count));
    }

    private static UpstreamTable Table(params (Guid? ProjectId, UpstreamTarget Target)[] upstreams)
    {
        var table = new UpstreamTable();
        table.Replace(upstreams);
        return table;
    }

    private static UpstreamTarget Target(string name) => new(name, new("https://x.example.com/v1"), "openai", AllowPrivate: false, Credential: null);
}
