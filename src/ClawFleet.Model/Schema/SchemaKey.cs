using System.Collections.Immutable;

namespace ClawFleet.Model.Schema;

/// <summary>The map a key may stand in.</summary>
internal enum SchemaScope { Fleet, Member, Channel, Provider, Workspace, Resources, Security, Network, Telemetry, Dashboard, Packages }

/// <summary>The kinds of value a key takes; several may be allowed.</summary>
[Flags]
internal enum Shape
{
    None = 0,

    /// <summary>Text; plain numbers and words count as text.</summary>
    Text = 1,
    Integer = 2,
    Number = 4,
    Flag = 8,
    TextList = 16,

    /// <summary>A map with the keys of <see cref="SchemaKey.Child"/>.</summary>
    Object = 32,

    /// <summary>A map of free names to maps with the keys of <see cref="SchemaKey.Child"/>.</summary>
    ObjectMap = 64,

    /// <summary>A list of maps with the keys of <see cref="SchemaKey.Child"/>.</summary>
    ObjectList = 128,

    /// <summary>A map of free names to text.</summary>
    TextMap = 256,

    /// <summary>A map of anything.</summary>
    Tree = 512,

    /// <summary>Anything at all.</summary>
    Any = 1024,
}

/// <summary>One key of <c>clawden.yaml</c>: what the parser checks, what did-you-mean offers and what the JSON Schema says.</summary>
internal sealed record SchemaKey(string Name, Shape Shapes, string Help)
{
    /// <summary>The keys below it, for shapes that hold some.</summary>
    public SchemaScope? Child { get; init; }

    /// <summary>Its value is a secret.</summary>
    public bool Secret { get; init; }

    /// <summary>The words it takes; empty for any.</summary>
    public ImmutableArray<string> Choices { get; init; } = [];

    /// <summary>For a channel's field: the channel types that know it; empty for all.</summary>
    public ImmutableArray<string> Types { get; init; } = [];


    /// <summary>At the top of the list form it holds for every member; without this it belongs to one member.</summary>
    public bool Shared { get; init; } = true;

    /// <summary>Belongs to the single form's member.</summary>
    public SchemaKey OfOneMember() => this with { Shared = false };
}
