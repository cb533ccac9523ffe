using System.Net;
using System.Net.Sockets;

namespace ClawFleet.Simulator.Http;

/// <summary>IP literals as the upstream programs read them: no names, and no short forms such as <c>127.1</c>.</summary>
internal static class ListenAddress
{
    public static IPAddress? Parse(string text)
    {
        if (!IPAddress.TryParse(text, out var address)) return null;
        return address.AddressFamily == AddressFamily.InterNetwork && text.Count(c => c == '.') != 3 ? null : address;
    }
}
