using System.Diagnostics;
using ClawFleet.Chat;
using ClawFleet.Cli.Files;
using ClawFleet.Cli.Fleets;
using ClawFleet.Cli.Presentation;
using ClawFleet.Cli.Terminal;
using ClawFleet.Hosting;
using ClawFleet.Model.Catalogue;

namespace ClawFleet.Cli.Chats;

/// <summary>A talk with one member: each message is sent, its answer printed.</summary>
internal sealed class MemberTalk : IDisposable
{
    private const string TokenVariable = "CLAWFLEET_API_TOKEN";
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(500);

    private readonly CliConsole _console;
    private readonly MemberDoor _door;
    private readonly ChatEntry _chat;
    private readonly TalkOptions _options;
    private readonly Conversations _conversations;
    private readonly IChatClient _client;

    private MemberTalk(CliConsole console, MemberDoor door, Uri address, ChatEntry chat, TalkOptions options, Conversations conversations)
    {
        _console = console;
        _door = door;
        _chat = chat;
        _options = options;
        _conversations = conversations;
        var token = Environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } own ? own : door.ApiToken;
        _client = ChatClients.Open(chat.Protocol, new ChatEndpoint(address, chat.Path, token) { HasModel = door.HasModel });
    }

    public string Member => _door.Status.Name;

    /// <summary>Finds the member and says so when it is simulated.</summary>
    /// <exception cref="CommandRefusedException">It cannot be talked to; the message says why.</exception>
    public static async Task<MemberTalk> OpenAsync(CliConsole console, FleetConnection connection, string member, TalkOptions options, CancellationToken ct)
    {
        var door = await FindDoorAsync(console, connection, member, options.Timeout, ct).ConfigureAwait(false);
        var status = door.Status;
        if (NotReady(status) is { } reason)
        {
            throw new CommandRefusedException(ExitCodes.Failed, reason);
        }

        var chat = (await EntryAsync(connection, status.Runtime, ct).ConfigureAwait(false))?.Chat
            ?? throw new CommandRefusedException(ExitCodes.Failed, $"{status.Name} cannot be talked to: the runtime {status.Runtime} says no `chat:` in its runtime.yaml");
        var address = door.Address
            ?? throw new CommandRefusedException(ExitCodes.Failed, $"{status.Name} has no address that this machine reaches; give it a port with `ports:` in clawden.yaml and run 'clawden up'");
        if (status.Simulated && !options.Json)
        {
            console.Error.WriteLine(console.ErrorPaint.Dim($"{status.Name} is simulated: no model is asked"));
        }

        return new MemberTalk(console, door, address, chat, options, connection.Host.ConversationsOf(connection.Fleet));
    }

    /// <summary>A member that is still starting is waited for: it becomes healthy, or its deadline passes and it is not starting any more.</summary>
    private static async Task<MemberDoor> FindDoorAsync(CliConsole console, FleetConnection connection, string member, TimeSpan timeout, CancellationToken ct)
    {
        var clock = Stopwatch.StartNew();
        var told = false;
        while (true)
        {
            var door = await connection.Host.FindDoorAsync(connection.Fleet, member, ct).ConfigureAwait(false) ?? throw connection.Missing(member, []);
            if (door.Status.State != MemberState.Starting || clock.Elapsed >= timeout)
            {
                return door;
            }

            if (!told)
            {
                told = true;
                console.Error.WriteLine(console.ErrorPaint.Dim($"{door.Status.Name} is still starting; waiting for it"));
            }

            await Task.Delay(Again, ct).ConfigureAwait(false);
        }
    }

    /// <summary>The runtime's entry: ClawFleet's own, else the one of the project that the fleet came from, or of the user.</summary>
    private static async Task<CatalogueEntry?> EntryAsync(FleetConnection connection, string runtime, CancellationToken ct)
    {
        var options = connection.Host.Options;
        if (RuntimeCatalogue.Read(Path.Combine(options.Home, "runtimes")).Find(runtime) is { } entry)
        {
            return entry;
        }

        var fleets = await connection.Host.ListFleetsAsync(ct).ConfigureAwait(false);
        var source = fleets.FirstOrDefault(fleet => fleet.Name == connection.Fleet)?.Source;
        var file = File.Exists(source) ? source : FleetFileLocator.TryFind(Directory.GetCurrentDirectory());
        return Catalogues.Read(options, Path.GetDirectoryName(file)).Find(runtime);
    }

    /// <summary>Sends one message and prints the answer.</summary>
    /// <param name="session">Of the talk, where the command line names none.</param>
    /// <exception cref="CommandRefusedException">There is no answer; the message says why and what to do.</exception>
    public async Task SayAsync(string text, CancellationToken ct, string? session = null)
    {
        session = _options.Session ?? session;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(_options.Timeout);
        var clock = Stopwatch.StartNew();
        var heard = false;
        var request = new ChatRequest(text)
        {
            Session = session,
            Continuation = session is null ? null : _conversations.Find(Member, session),
            Heard = !_options.Streams ? null : piece =>
            {
                heard = true;
                _console.Out.Write(piece);
                _console.Out.Flush();
            },
        };
        try
        {
            var reply = await AskAsync(request, limit.Token).ConfigureAwait(false);
            _console.Out.WriteLine(_options.Json
                ? ChatJson.Write(new ChatLine(Member, _door.Status.Runtime, _chat.Protocol, session, reply.Text, _door.Status.Simulated, Math.Round(clock.Elapsed.TotalSeconds, 3)))
                : heard ? "" : reply.Text.TrimEnd('\r', '\n'));
            _console.Out.Flush();
            if (session is not null && reply.Continuation is { } continuation)
            {
                _conversations.Keep(Member, session, continuation);
            }
        }
        catch (ChatException e)
        {
            EndLine(heard);
            throw new CommandRefusedException(ExitCodes.Failed, $"{Member} {e.Message}");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            EndLine(heard);
            throw new CommandRefusedException(ExitCodes.Failed, $"{Member} gave no answer within {Durations.Short(_options.Timeout)}; --timeout waits longer, and 'clawden logs {Member}' shows what it does");
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<ChatReply> AskAsync(ChatRequest request, CancellationToken ct)
    {
        try
        {
            return await _client.AskAsync(request, ct).ConfigureAwait(false);
        }
        catch (ChatException e) when (e.Failure == ChatFailure.UnknownConversation)
        {
            _console.Error.WriteLine($"{Member} {e.Message}; a new one begins");
            _conversations.Keep(Member, request.Session!, null);
            return await _client.AskAsync(request with { Continuation = null }, ct).ConfigureAwait(false);
        }
    }

    private static string? NotReady(MemberStatus status) => status switch
    {
        { State: MemberState.Running } => null,
        { State: MemberState.Starting } => $"{status.Name} is still starting; 'clawden ps' shows when it is healthy",
        { State: MemberState.Unhealthy } => $"{status.Name} runs and is not healthy{Because(status)}; 'clawden logs {status.Name}' may say why",
        { State: MemberState.FailedToStart } => $"{status.Name} did not start{Because(status)}; 'clawden logs {status.Name}' says why, and 'clawden up' tries again",
        { State: MemberState.Exited, Reason: { } why } => $"{status.Name} is not running ({why}); 'clawden up' starts it",
        _ => $"{status.Name} is not running ({status.State.Word()}{(status.Reason is { } why ? ": " + why : "")}); 'clawden up' starts it",
    };

    private static string Because(MemberStatus status) => status.Reason is { } why ? $" ({why})" : status.Health is { } health ? $" ({health})" : "";

    private void EndLine(bool heard)
    {
        if (heard)
        {
            _console.Out.WriteLine();
            _console.Out.Flush();
        }
    }
}
