// [data-send-keys]: Ctrl+Enter (Cmd+Enter) inside presses the page's [data-send] button. What is being typed is told to the server first, as it is
// when the field is left.
document.addEventListener("keydown", event => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing || !event.target.closest?.("[data-send-keys]")) return;
  const send = document.querySelector("[data-send]");
  if (!send) return;
  event.preventDefault();
  if (event.target.matches("input, textarea")) event.target.dispatchEvent(new Event("change", { bubbles: true }));
  if (!send.disabled) send.click();
});
