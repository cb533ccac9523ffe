using System.Text.Json;

namespace ClawFleet.Hosting;

/// <summary>
/// Where each named conversation with a member was left, for protocols that go on from the last answer's id. In the fleet's state folder, so that it goes
/// with the fleet's data.
/// </summary>
public sealed class Conversations
{
    private readonly FleetStateFolder _folder;

    internal Conversations(FleetStateFolder folder) => _folder = folder;

    /// <returns>Null when the conversation is new.</returns>
    public string? Find(string member, string session) => Read().GetValueOrDefault(Key(member, session));

    /// <param name="continuation">Null to forget it.</param>
    /// <exception cref="IOException">The state folder cannot be written.</exception>
    public void Keep(string member, string session, string? continuation)
    {
        var all = Read();
        var was = all.Remove(Key(member, session));
        if (continuation is not null)
        {
            all[Key(member, session)] = continuation;
        }
        else if (!was)
        {
            return;
        }

        _folder.Ensure();
        PrivateFiles.Write(_folder.ConversationsFile, JsonSerializer.SerializeToUtf8Bytes(all, GeneratedSecretsJson.Default.DictionaryStringString));
    }

    private static string Key(string member, string session) => $"{member}/{session}";

    private Dictionary<string, string> Read()
    {
        try
        {
            return File.Exists(_folder.ConversationsFile) ? JsonSerializer.Deserialize(File.ReadAllBytes(_folder.ConversationsFile), GeneratedSecretsJson.Default.DictionaryStringString) ?? [] : [];
        }
        catch (JsonException)
        {
            return []; // Nothing is lost but the thread of a talk.
        }
    }
}
