namespace ClawFleet.Engine.Streams;

/// <param name="StartsFrame">The first bytes of a frame; false throughout for a terminal's output.</param>
internal readonly record struct OutputChunk(OutputStream Stream, ReadOnlyMemory<byte> Data, bool StartsFrame);
