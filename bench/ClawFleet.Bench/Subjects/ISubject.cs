namespace ClawFleet.Bench.Subjects;

/// <summary>Something that can bring the fleet up and down.</summary>
internal interface ISubject
{
    string Name { get; }

    /// <summary>From nothing to all members answering their health.</summary>
    Task UpAsync();

    /// <summary>Again, with nothing to do. Null where there is no such thing.</summary>
    Func<Task>? Again { get; }

    /// <summary>Lists what runs. Null where there is no such thing.</summary>
    Func<Task>? List { get; }

    /// <summary>Stops and removes containers and network; volumes stay.</summary>
    Task DownAsync();

    /// <summary>Removes what <see cref="DownAsync"/> leaves; not measured.</summary>
    Task CleanAsync();
}
