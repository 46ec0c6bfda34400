using Observability.Ingest.Spool;

namespace Observability.Benchmarks.Seeding;

/// <summary>An exchange as the proxy hands it to the spool.</summary>
internal sealed record Recorded(BeginRecord Begin, EndRecord End);
