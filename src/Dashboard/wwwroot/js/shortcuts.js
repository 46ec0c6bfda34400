// A key presses the first enabled element that names it: data-shortcut="j"; a field it enters. Never while typing or with a dialog open.
document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const typing = event.target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]");
  if (typing || document.querySelector("dialog[open]")) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  // Esc closes what lies on top first, which the browser does by itself.
  if (key === "Escape" && document.querySelector(":popover-open")) return;
  const target = document.querySelector(`[data-shortcut="${CSS.escape(key)}"]:not([aria-disabled="true"]):not(:disabled)`);
  if (!target) return;
  event.preventDefault();
  if (target.matches("input, textarea, select")) target.focus(); else target.click();
});
