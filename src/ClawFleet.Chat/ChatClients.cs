using ClawFleet.Chat.A2a;
using ClawFleet.Chat.MicroClaw;
using ClawFleet.Chat.NanoClaw;
using ClawFleet.Chat.OpenAi;
using ClawFleet.Chat.PicoClaw;
using ClawFleet.Chat.ZeroClaw;

namespace ClawFleet.Chat;

/// <summary>The client of a protocol, by the word that <c>runtime.yaml</c> says at <c>chat.protocol</c>.</summary>
public static class ChatClients
{
    /// <exception cref="ArgumentException">There is no such protocol.</exception>
    public static IChatClient Open(string protocol, ChatEndpoint endpoint) => protocol switch
    {
        "openai-chat" => new ChatCompletionsClient(endpoint),
        "responses" => new ResponsesClient(endpoint),
        "a2a" => new A2aClient(endpoint),
        "microclaw-a2a" => new MicroClawClient(endpoint),
        "webhook" => new WebhookClient(endpoint),
        "pico" => new PicoClient(endpoint),
        "nanoclaw" => new NanoClawClient(endpoint),
        _ => throw new ArgumentException($"there is no chat protocol {protocol}", nameof(protocol)),
    };
}
