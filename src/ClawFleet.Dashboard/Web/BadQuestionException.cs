namespace ClawFleet.Dashboard.Web;

/// <summary>A request that makes no sense; the message says which part of it.</summary>
internal sealed class BadQuestionException(string message) : Exception(message);
