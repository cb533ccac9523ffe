using ClawFleet.Model.Editing;

namespace ClawFleet.Hosting.Upgrades;

/// <summary>What an upgrade is to do. The plan of the session it is given to is that of the changed file.</summary>
/// <param name="Member">The member's name in the file.</param>
/// <param name="From">What runs now, for people.</param>
/// <param name="To">What is to run, for people.</param>
/// <param name="File">The file as it is.</param>
/// <param name="Edit">What changes in it; null when it says what is wanted already.</param>
/// <param name="KeepCopy">Keep the copy of the data when all went well.</param>
public sealed record UpgradeRequest(string Member, string From, string To, FleetFileText File, FileEdit? Edit, bool KeepCopy);
