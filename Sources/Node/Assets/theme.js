// Runs before the page is drawn, so that the chosen appearance does not flash. Stores no personal data.
document.documentElement.classList.add("scripted");
try {
  const theme = localStorage.getItem("reeve.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage is switched off: the system's appearance is used.
}
