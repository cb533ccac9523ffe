namespace ClawFleet.Simulator;

/// <summary>The answer to a message: plainly no model's, and enough to tell that the message and the conversation arrived.</summary>
internal static class SimulatedAnswer
{
    /// <param name="turn">1 for the first message of a conversation.</param>
    public static string To(Persona persona, string message, int turn) =>
        $"[simulated {persona.Title}] No model was asked. Turn {turn} of this conversation; you said: {message}";
}
