// Before the first paint, so that a page never flashes in the other theme.
try {
  const chosen = localStorage.getItem("clawfleet-theme");
  if (chosen) document.documentElement.dataset.theme = chosen;
} catch { /* storage is off: the system's theme it is */ }
