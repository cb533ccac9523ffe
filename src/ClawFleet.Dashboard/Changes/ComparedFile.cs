using System.Security.Cryptography;
using System.Text;
using ClawFleet.Dashboard.Serving;
using ClawFleet.Engine;
using ClawFleet.Hosting;
using ClawFleet.Model.Plans;

namespace ClawFleet.Dashboard.Changes;

/// <summary>
/// The file that the fleet came from: how it differs from what runs, and making the fleet as it says. Read with the variables of the last <c>up</c>. Compared anew when the file,
/// what lies beside it, or the fleet has changed, and only when somebody looks.
/// </summary>
internal sealed class ComparedFile(FleetHost host, string fleet, DashboardOptions options, CancellationToken ending) : IDisposable
{
    private readonly SemaphoreSlim looking = new(1, 1);
    private readonly Lock beginning = new();
    private FileComparison? last;
    private string lastKey = "";
    private ChangeRun? run;

    /// <summary>The changes that are being made, or were made last; null when none were.</summary>
    public ChangeRun? ChangeRun => run;

    public void Dispose() => looking.Dispose();

    /// <exception cref="EngineException">The engine cannot be asked.</exception>
    public async Task<FileComparison> NowAsync(FleetSnapshot now, CancellationToken ct)
    {
        await looking.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            // In the middle of the work it differs from one moment to the next.
            if (run is { IsUnderWay: true } && last is not null)
                return last;
            var sources = now.Containers.Values.Select(c => c.Labels.GetValueOrDefault(FleetLabels.Source, "")).Distinct(StringComparer.Ordinal).ToList();
            // A word in angle brackets stands for a fleet without a file.
            var file = sources is [{ Length: > 0 } only] && !only.StartsWith('<') ? only : null;
            if (file is null || !File.Exists(file))
                return new FileComparison(file, FileVerdict.NoFile, "");
            var variables = LastVariables.Read(host.Options, fleet);
            var key = Key(file, variables, now);
            if (last is null || key != lastKey)
                (last, lastKey) = (await CompareAsync(file, variables, key, ct).ConfigureAwait(false), key);
            return last;
        }
        finally
        {
            looking.Release();
        }
    }

    /// <summary>Makes the fleet, or one member, as the file says. What was begun goes on when the one who asked leaves.</summary>
    /// <param name="seen">The version of the comparison that was looked at; null for whatever there is.</param>
    /// <returns>What went wrong; null when nothing did.</returns>
    /// <exception cref="RefusedException">Nothing was done; the message says why.</exception>
    /// <exception cref="EngineException">The engine cannot be asked.</exception>
    public async Task<string?> ApplyAsync(FleetSnapshot now, string? member, string? seen)
    {
        var comparison = await NowAsync(now, ending).ConfigureAwait(false);
        var mine = new ChangeRun(member, options.Time.GetUtcNow());
        if (comparison.Verdict == FileVerdict.NoFile)
            throw new RefusedException(comparison.File is null ? "This fleet came from no file." : $"{comparison.File} is not there any more.");
        if (comparison.Verdict == FileVerdict.Faulty)
            throw new RefusedException(comparison.Problem ?? $"{comparison.File} has faults: {comparison.Faults.First(f => f.Severity == Model.Diagnostics.Severity.Error).What}. Nothing was changed.");
        if (seen is not null && seen != comparison.Version)
            throw new RefusedException("The file or the fleet has changed since these changes were shown. Look at what they are now.");
        if (member is not null && comparison.Changes.All(c => c.Member != member))
            throw new RefusedException($"Nothing of '{member}' differs from the file.");
        lock (beginning)
        {
            if (run is { IsUnderWay: true })
                throw new RefusedException("Changes are being made already; wait for their end.");
            run = mine;
        }
        var failure = await WorkAsync(comparison, mine).ConfigureAwait(false);
        lastKey = "";
        mine.End(failure, options.Time.GetUtcNow());
        return failure;
    }

    private async Task<string?> WorkAsync(FileComparison comparison, ChangeRun mine)
    {
        try
        {
            if (mine.Member is { } leaving && comparison.IsLeaving(leaving))
                return (await host.RemoveAsync(fleet, [leaving], mine, ending).ConfigureAwait(false)).Failure;
            var session = await OpenAsync(comparison.File!, LastVariables.Read(host.Options, fleet), mine.Member, mine, ending).ConfigureAwait(false);
            if (session.Plan is null)
                return $"{comparison.File} has faults by now; nothing was changed";
            var result = await session.UpAsync(mine, ending).ConfigureAwait(false);
            return result.AllHealthy ? null : string.Join("; ", result.Members.Where(m => m.Failure is not null).Select(m => $"{m.Member}: {m.Failure}").DefaultIfEmpty(result.Failure!));
        }
        catch (Exception e) when (e is FleetConflictException or UnknownMemberException or SecretUnavailableException or EngineException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return host.MaskOf(fleet)(e.Message);
        }
        catch (OperationCanceledException)
        {
            return "it was cut off: the page's host has ended";
        }
    }

    private async Task<FileComparison> CompareAsync(string file, LastVariables variables, string key, CancellationToken ct)
    {
        var mask = host.MaskOf(fleet);
        try
        {
            var session = await OpenAsync(file, variables, null, new ChangeRun(null, default), ct).ConfigureAwait(false);
            if (session.Plan is not { } plan)
                return new FileComparison(file, FileVerdict.Faulty, Version(key)) { Faults = [.. session.Diagnostics.Select(Masked)] };
            var changes = await session.Host.CompareAsync(plan, [], session.Secrets!, ct).ConfigureAwait(false);
            // Who stopped a member did not change the file; with other changes it would be started, and then it is said.
            var differs = changes.Any(c => c.Verb != "start");
            return new FileComparison(file, differs ? FileVerdict.Differs : FileVerdict.Same, Version(key + string.Join('\n', changes)))
            {
                Changes = differs ? [.. changes] : [],
                Faults = [.. session.Diagnostics.Select(Masked)],
            };
        }
        catch (Exception e) when (e is FleetConflictException or SecretUnavailableException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return new FileComparison(file, FileVerdict.Faulty, Version(key)) { Problem = mask(e.Message) };
        }

        Model.Diagnostics.Diagnostic Masked(Model.Diagnostics.Diagnostic d) => d with
        {
            What = mask(d.What),
            Why = d.Why is null ? null : mask(d.Why),
            Remedy = d.Remedy is null ? null : mask(d.Remedy),
            SourceLine = d.SourceLine is null ? null : mask(d.SourceLine),
        };
    }

    private Task<FleetSession> OpenAsync(string file, LastVariables variables, string? member, ChangeRun told, CancellationToken ct) => FleetSession.OpenAsync(
        new FleetSessionOptions
        {
            File = file,
            Host = host.Options with { TellsMembers = true },
            EnvFile = variables.EnvFile,
            Environment = variables.Environment,
            Members = member is null ? [] : [member],
        },
        host.Engine, told, ct);

    private static string Key(string file, LastVariables variables, FleetSnapshot now)
    {
        var key = new StringBuilder(file);
        foreach (var path in new[] { file, Path.Combine(Path.GetDirectoryName(file)!, ".env"), variables.EnvFile }.OfType<string>())
            key.Append('\n').Append(Digest(path));
        key.Append('\n').Append(Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', variables.Variables.Select(v => $"{v.Key}={v.Value}"))))));
        foreach (var (name, container) in now.Containers.OrderBy(c => c.Key, StringComparer.Ordinal))
            key.Append('\n').Append(name).Append(' ').Append(container.Id).Append(' ').Append(container.State);
        return key.ToString();
    }

    private static string Digest(string path)
    {
        try
        {
            return Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.GetType().Name; // Not there, or between two of an editor's steps.
        }
    }

    private static string Version(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
}
