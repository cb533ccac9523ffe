using ClawFleet.Model.Diagnostics;

namespace ClawFleet.Model.Editing;

/// <summary>How a member's pin is changed in its file.</summary>
/// <param name="Edit">Null when it cannot be.</param>
/// <param name="Refusal">Why not, with the place and what to do; null when it can.</param>
public sealed record PinEdit(FileEdit? Edit, Diagnostic? Refusal);
