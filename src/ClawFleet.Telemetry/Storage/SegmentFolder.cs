using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace ClawFleet.Telemetry.Storage;

/// <summary>
/// The segments' files, <c>SIGNAL-STREAM-NUMBER.seg</c>, in one folder that one store has for itself. A disk that fails or is full never
/// fails the store: it is said once, tried again later, and what was not written until then is written when it works again.
/// </summary>
internal sealed partial class SegmentFolder : IDisposable
{
    private readonly string? folder;
    private readonly ILogger logger;
    private readonly TimeProvider clock;
    private readonly TimeSpan retry;
    private readonly HashSet<Segment> dirty = [];
    private readonly HashSet<Segment> open = [];
    private readonly FileStream? held;
    private DateTimeOffset retryAt;

    public SegmentFolder(string? folder, TimeSpan retry, ILogger logger, TimeProvider clock)
    {
        (this.logger, this.clock, this.retry) = (logger, clock, retry);
        if (folder is null)
            return;
        try
        {
            Directory.CreateDirectory(folder);
            held = new FileStream(Path.Combine(folder, "store.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            this.folder = folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Fault = e.Message;
            LogUnusable(logger, folder, e.Message);
        }
    }

    /// <summary>Why the disk is not written now; null when it is, or is not meant to be.</summary>
    public string? Fault { get; private set; }

    /// <summary>The folder is this store's.</summary>
    public bool IsHeld => held is not null;

    /// <summary>Reads all segments back, oldest of each stream first. Torn ends are cut off the files.</summary>
    public IEnumerable<Segment> Load()
    {
        if (folder is null)
            yield break;
        var files = Directory.GetFiles(folder, "*.seg");
        Array.Sort(files, StringComparer.Ordinal);
        foreach (var file in files)
        {
            if (!TryName(file, out var signal, out var stream, out var number))
                continue;
            if (Load(file, signal, stream, number) is { } segment)
                yield return segment;
        }
    }

    /// <summary>Reads the segments of a folder that another store may be writing, and leaves everything as it is. A file that is gone or unreadable is passed over.</summary>
    /// <param name="only">Of one signal; null for all.</param>
    /// <param name="since">Only what was written into since; null for all.</param>
    public static IEnumerable<Segment> ReadAll(string folder, Signal? only, DateTimeOffset? since)
    {
        var files = Directory.GetFiles(folder, "*.seg");
        Array.Sort(files, StringComparer.Ordinal);
        foreach (var file in files)
            if (TryName(file, out var signal, out var stream, out var number) && (only is null || only == signal) && !(File.GetLastWriteTimeUtc(file) < since) && Read(file) is { } bytes
                && Segment.Load(signal, stream, number, bytes) is { } segment)
                yield return segment;
    }

    private static byte[]? Read(string file)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            // What is appended while it is read is not waited for.
            var bytes = new byte[stream.Length];
            var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return read == bytes.Length ? bytes : bytes[..read];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // The oldest go while this is read.
        }
    }

    public void Changed(Segment segment)
    {
        if (folder is not null)
            dirty.Add(segment);
    }

    /// <summary>Writes what was appended since the last time.</summary>
    public void Flush()
    {
        if (dirty.Count == 0 || (Fault is not null && clock.GetUtcNow() < retryAt))
            return;
        try
        {
            foreach (var segment in dirty)
            {
                if (segment.File is null)
                {
                    segment.File = Open(segment);
                    open.Add(segment);
                }
                RandomAccess.Write(segment.File, segment.Unflushed, segment.Flushed);
                segment.Flushed = segment.Length;
                if (segment.Full)
                    CloseFile(segment);
            }
            dirty.Clear();
            if (Fault is not null)
                LogRecovered(logger, folder!);
            Fault = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            retryAt = clock.GetUtcNow() + retry;
            if (Fault is null)
                LogFailed(logger, folder!, e.Message, (int)retry.TotalSeconds);
            Fault = e.Message;
        }
    }

    /// <summary>Nothing more is appended to a segment.</summary>
    public void Close(Segment segment)
    {
        segment.Full = true;
        if (!dirty.Contains(segment))
            CloseFile(segment);
    }

    public void Delete(Segment segment)
    {
        dirty.Remove(segment);
        CloseFile(segment);
        if (folder is null)
            return;
        try
        {
            File.Delete(PathOf(segment));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotDeleted(logger, PathOf(segment), e.Message);
        }
    }

    public void Dispose()
    {
        retryAt = default;
        Flush();
        foreach (var segment in open)
            segment.File?.Dispose();
        held?.Dispose();
    }

    private void CloseFile(Segment segment)
    {
        segment.File?.Dispose();
        segment.File = null;
        open.Remove(segment);
    }

    // A file of that name that was not read back is not ours to write into; it is moved aside.
    private SafeFileHandle Open(Segment segment)
    {
        var path = PathOf(segment);
        if (segment.Flushed == 0 && File.Exists(path))
            File.Move(path, path + ".unread", overwrite: true);
        return File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
    }

    private Segment? Load(string file, Signal signal, string stream, int number)
    {
        try
        {
            var bytes = File.ReadAllBytes(file);
            var segment = Segment.Load(signal, stream, number, bytes);
            if (segment is null)
            {
                LogUnreadable(logger, file);
            }
            else if (segment.Length < bytes.Length)
            {
                LogTorn(logger, file, bytes.Length - segment.Length, segment.Count);
                using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.Write);
                RandomAccess.SetLength(handle, segment.Length);
            }
            return segment;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotRead(logger, file, e.Message);
            return null;
        }
    }

    private string PathOf(Segment segment) => Path.Combine(folder!,
        string.Create(CultureInfo.InvariantCulture, $"{segment.Signal}-{segment.Stream}-{segment.Number:D8}.seg").ToLowerInvariant());

    private static bool TryName(string file, out Signal signal, out string stream, out int number)
    {
        var parts = Path.GetFileNameWithoutExtension(file).Split('-');
        (signal, stream, number) = (default, "", 0);
        if (parts.Length != 3 || !Enum.TryParse(parts[0], ignoreCase: true, out signal)
            || !int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out number))
            return false;
        stream = parts[1];
        return true;
    }

    [LoggerMessage(LogLevel.Warning, "Telemetry is kept in memory only: {Folder} cannot be used: {Why}")]
    private static partial void LogUnusable(ILogger logger, string folder, string why);

    [LoggerMessage(LogLevel.Warning, "Telemetry is not written to {Folder}: {Why}. It goes on in memory; the disk is tried again every {Seconds} s")]
    private static partial void LogFailed(ILogger logger, string folder, string why, int seconds);

    [LoggerMessage(LogLevel.Information, "Telemetry is written to {Folder} again; nothing that is still kept was lost")]
    private static partial void LogRecovered(ILogger logger, string folder);

    [LoggerMessage(LogLevel.Warning, "{File} ended in the middle of a record: {Bytes} bytes were cut off, {Count} records are kept")]
    private static partial void LogTorn(ILogger logger, string file, int bytes, int count);

    [LoggerMessage(LogLevel.Warning, "{File} is not a telemetry segment of this version; it was left as it is")]
    private static partial void LogUnreadable(ILogger logger, string file);

    [LoggerMessage(LogLevel.Warning, "{File} could not be read: {Why}")]
    private static partial void LogNotRead(ILogger logger, string file, string why);

    [LoggerMessage(LogLevel.Warning, "{File} could not be deleted: {Why}")]
    private static partial void LogNotDeleted(ILogger logger, string file, string why);
}
