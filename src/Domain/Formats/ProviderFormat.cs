namespace Observability.Domain.Formats;

/// <summary>Reads one provider API's wire format. One sealed, stateless class in one file; found by reflection, registered nowhere.</summary>
/// <remarks>
/// The contract, tested for every format there is: <see cref="Read"/> never throws, on any prefix and any corruption of its recordings;
/// a stream and its plain twin give the same usage; absent usage is null; the name is unique and lower-case; no instance fields.
/// </remarks>
public abstract class ProviderFormat
{
    /// <summary>Unique name, family first: <c>openai.chat</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The family an upstream is configured with: <c>openai</c>, <c>ollama</c>.</summary>
    public abstract string Family { get; }

    /// <summary>What kind of call it is, one word for all families: <c>chat</c>, <c>completions</c>, <c>embeddings</c>, <c>models</c>, …</summary>
    public abstract string Endpoint { get; }

    /// <summary>Whether a call to this method and path (as sent upstream) is in this format.</summary>
    public abstract bool Matches(string method, string path);

    /// <summary>
    /// Whether the bodies look like this format too. Asked where formats of different families claim the same path
    /// (<c>/v1/chat</c> is Cohere's and Writer's); looks at the first bytes, not at all of them.
    /// </summary>
    public virtual bool Recognises(WireExchange exchange) => true;

    /// <summary>Reads what can be read. What cannot is left out and noted; never throws.</summary>
    public abstract Reading Read(WireExchange exchange);
}
