using System.Text.Json.Serialization;

namespace ClawFleet.Engine.Wire;

/// <summary>The Engine API's JSON, read and written without reflection.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(WireError))]
[JsonSerializable(typeof(WireId))]
[JsonSerializable(typeof(WireVersion))]
[JsonSerializable(typeof(WireInfo))]
[JsonSerializable(typeof(WireContainer))]
[JsonSerializable(typeof(WireCreate))]
[JsonSerializable(typeof(WireUpdate))]
[JsonSerializable(typeof(WireWait))]
[JsonSerializable(typeof(WireTop))]
[JsonSerializable(typeof(WireStats))]
[JsonSerializable(typeof(WireExecCreate))]
[JsonSerializable(typeof(WireExecStart))]
[JsonSerializable(typeof(WireExec))]
[JsonSerializable(typeof(List<WireImageRow>))]
[JsonSerializable(typeof(WireImage))]
[JsonSerializable(typeof(List<WireLayer>))]
[JsonSerializable(typeof(WireProgress))]
[JsonSerializable(typeof(WireNetworkCreate))]
[JsonSerializable(typeof(WireNetworkConnect))]
[JsonSerializable(typeof(WireNetworkDisconnect))]
[JsonSerializable(typeof(List<WireNetworkRow>))]
[JsonSerializable(typeof(WireNetwork))]
[JsonSerializable(typeof(WireVolumes))]
[JsonSerializable(typeof(WireVolumeCreate))]
[JsonSerializable(typeof(WireVolume))]
[JsonSerializable(typeof(WireEvent))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class WireJson : JsonSerializerContext;
