using System.Diagnostics;

namespace ClawFleet.Hosting;

/// <summary>The steps of a verb that are done by now.</summary>
/// <param name="Masker">Null when the verb's fleet was not known at its start.</param>
internal sealed record SpooledTrace(Activity Verb, SecretMasker? Masker)
{
    /// <summary>A fleet of a thousand members has some five thousand.</summary>
    private const int MostSteps = 20_000;

    private readonly List<Activity> _done = [];
    private int _lost;

    public void Add(Activity step)
    {
        lock (_done)
        {
            if (_done.Count < MostSteps || step == Verb)
            {
                _done.Add(step);
            }
            else
            {
                _lost++;
            }
        }
    }

    /// <summary>With the verb itself, also when it is not at its end.</summary>
    public IReadOnlyList<Activity> Spans()
    {
        lock (_done)
        {
            if (_lost > 0)
            {
                Verb.SetTag("clawfleet.steps_lost", _lost);
            }

            return _done.Contains(Verb) ? [.. _done] : [.. _done, Verb];
        }
    }
}
