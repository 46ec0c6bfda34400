using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace Observability.Ingest.Proxy;

/// <summary>Gives the web server blocks of 32 KiB instead of 4: a big prompt is then received in one or two pieces instead of eight or more.</summary>
internal sealed class LargeBlocks : IMemoryPoolFactory<byte>
{
    private const int BlockBytes = 32 << 10;

    // 16 MiB of idle blocks; what is returned beyond that is left to the garbage collector.
    private const int MaxIdleBlocks = 512;

    /// <inheritdoc/>
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new Pool();

    private sealed class Pool : MemoryPool<byte>
    {
        private readonly ConcurrentQueue<Block> _idle = new();

        public override int MaxBufferSize => BlockBytes;

        public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockBytes);
            return _idle.TryDequeue(out var block) ? block : new Block(this);
        }

        public void Return(Block block)
        {
            if (_idle.Count < MaxIdleBlocks)
            {
                _idle.Enqueue(block);
            }
        }

        protected override void Dispose(bool disposing) => _idle.Clear();
    }

    private sealed class Block(Pool pool) : IMemoryOwner<byte>
    {
        public Memory<byte> Memory { get; } = GC.AllocateUninitializedArray<byte>(BlockBytes);

        public void Dispose() => pool.Return(this);
    }
}
