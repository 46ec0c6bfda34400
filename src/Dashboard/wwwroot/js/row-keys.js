// <row-keys> around a table of rows: J and K (or the arrows, once a row has the focus) go from row to row, X chooses the row. A row's link takes
// the focus, so that Enter opens it. While a panel is open its own links have J and K, and X chooses the row in it.
class RowKeys extends HTMLElement {
  connectedCallback() { document.addEventListener("keydown", this); }

  disconnectedCallback() { document.removeEventListener("keydown", this); }

  handleEvent(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || document.querySelector("dialog[open], :popover-open")) return;
    if (event.target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable], [role=menu], [role=listbox]")) return;
    const within = this.contains(event.target);
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (key === "x") return this.choose(event);
    const step = { j: 1, k: -1, ArrowDown: within && 1, ArrowUp: within && -1 }[key];
    if (step && !document.querySelector(`[data-shortcut="${key}"]`)) this.move(event, step);
  }

  get rows() { return [...this.querySelectorAll("tr[data-row]")]; }

  // The row with the focus, else the one in the panel.
  get at() { return this.rows.find(r => r.contains(document.activeElement)) ?? this.querySelector("tr[aria-current=true]"); }

  move(event, step) {
    const rows = this.rows;
    const at = rows.indexOf(this.at);
    const next = at < 0 ? rows[0] : rows[at + step];
    if (!next) return;
    event.preventDefault();
    next.querySelector("a.open")?.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  choose(event) {
    const box = this.at?.querySelector(".c-choose input");
    if (!box) return;
    event.preventDefault();
    box.click();
  }
}

customElements.define("row-keys", RowKeys);
