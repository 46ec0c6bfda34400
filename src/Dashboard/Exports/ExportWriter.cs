using System.Buffers;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Exports;

/// <summary>Writes exchanges in one format, each by itself.</summary>
internal abstract class ExportWriter
{
    /// <summary>Its content type.</summary>
    public abstract string ContentType { get; }

    /// <summary>Ending of a file of it.</summary>
    public abstract string Ending { get; }

    /// <summary>Whether it needs the bodies.</summary>
    public virtual bool NeedsBodies => false;

    /// <summary>Writes what comes before the first exchange.</summary>
    public virtual void Begin(IBufferWriter<byte> to)
    {
    }

    /// <summary>Writes one exchange, or nothing at all.</summary>
    /// <param name="to">The file.</param>
    /// <param name="row">The row.</param>
    /// <param name="bodies">Its bodies; null when they were not asked for or are no longer there.</param>
    /// <returns>Why it is left out; null when it was written.</returns>
    public abstract ExportGap? Write(IBufferWriter<byte> to, Exchange row, ExchangeBodies? bodies);
}
