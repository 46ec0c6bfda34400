// <views-menu popover>: arrows walk its rows and, sideways, what can be done with each; below stands what the one looked at contains. Esc closes it.
class ViewsMenu extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", this.walk);
    this.addEventListener("focusin", this.preview);
    this.addEventListener("pointerover", this.preview);
    this.addEventListener("toggle", this.enter);
    this.addEventListener("click", this.leave);
  }

  enter(event) {
    if (event.newState === "open") (this.querySelector('[data-view][aria-current="true"]') ?? this.querySelector("[data-view]"))?.focus();
  }

  // A dialog opens, or the page changes: the menu has done its work. Pins and defaults are set one after the other.
  leave(event) {
    const pressed = event.target.closest("a, button");
    if (pressed && !pressed.hasAttribute("aria-pressed") && this.matches(":popover-open")) this.hidePopover();
  }

  preview(event) {
    const text = event.target.closest("[data-preview]")?.dataset.preview ?? event.target.closest(".view-line")?.querySelector("[data-preview]").dataset.preview;
    if (text !== undefined) this.querySelector(".preview").textContent = text;
  }

  walk(event) {
    const rows = [...this.querySelectorAll("[data-view]")];
    const line = document.activeElement.closest(".view-line");
    const row = rows.indexOf(line ? line.querySelector("[data-view]") : document.activeElement);
    const within = line ? [...line.querySelectorAll("a, button")] : [];
    const place = within.indexOf(document.activeElement);
    const to = {
      ArrowDown: rows[Math.min(row + 1, rows.length - 1)], ArrowUp: rows[Math.max(row - 1, 0)], Home: rows[0], End: rows[rows.length - 1],
      ArrowRight: within[place + 1], ArrowLeft: within[place - 1],
    }[event.key];
    if (!to) return;
    event.preventDefault();
    to.focus();
  }
}

customElements.define("views-menu", ViewsMenu);
