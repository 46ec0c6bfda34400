using System.Collections.Frozen;

namespace Observability.Ingest.Upstreams;

/// <summary>Every configured upstream, in memory. Safe from any thread.</summary>
public sealed class UpstreamTable
{
    private Snapshot _snapshot = new([]);

    /// <summary>How many upstreams are known, of all projects together.</summary>
    public int Count => Volatile.Read(ref _snapshot).Count;

    /// <summary>The upstream of this name for this project (its own before everybody's), or null. Names are compared as they are: lower case.</summary>
    public UpstreamTarget? Find(Guid projectId, string name) => Volatile.Read(ref _snapshot).Find(projectId, name);

    /// <summary>The names this project may use, sorted.</summary>
    public IReadOnlyList<string> NamesFor(Guid projectId) => Volatile.Read(ref _snapshot).NamesFor(projectId);

    /// <summary>Puts <paramref name="upstreams"/> in the place of all known before, at once.</summary>
    /// <param name="upstreams">Each with the project it belongs to, null = everybody's. Of two with the same project and name the later one counts.</param>
    public void Replace(IReadOnlyCollection<(Guid? ProjectId, UpstreamTarget Target)> upstreams) =>
        Volatile.Write(ref _snapshot, new(upstreams));

    private sealed class Snapshot
    {
        private readonly FrozenDictionary<(Guid ProjectId, string Name), UpstreamTarget> _own;
        private readonly FrozenDictionary<string, UpstreamTarget> _everybodys;

        public Snapshot(IReadOnlyCollection<(Guid? ProjectId, UpstreamTarget Target)> upstreams)
        {
            var own = new Dictionary<(Guid, string), UpstreamTarget>();
            var everybodys = new Dictionary<string, UpstreamTarget>();
            foreach (var (projectId, target) in upstreams)
            {
                if (projectId is { } id)
                {
                    own[(id, target.Name)] = target;
                }
                else
                {
                    everybodys[target.Name] = target;
                }
            }

            _own = own.ToFrozenDictionary();
            _everybodys = everybodys.ToFrozenDictionary();
        }

        public int Count => _own.Count + _everybodys.Count;

        public UpstreamTarget? Find(Guid projectId, string name) =>
            _own.GetValueOrDefault((projectId, name)) ?? _everybodys.GetValueOrDefault(name);

        public List<string> NamesFor(Guid projectId) =>
            [.. _own.Keys.Where(k => k.ProjectId == projectId).Select(k => k.Name).Union(_everybodys.Keys).Order(StringComparer.Ordinal)];
    }
}
