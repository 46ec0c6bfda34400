// The docked panel: its left edge, where the focus goes, its menu.
const kept = "panel-width";
const least = 380;
const most = () => Math.max(least, Math.min(1400, innerWidth - 360));

// <panel-edge role="separator">: drags the width of the panel it stands in; the arrow keys move it too. The browser remembers the width.
class PanelEdge extends HTMLElement {
  connectedCallback() {
    this.addEventListener("pointerdown", this);
    this.addEventListener("keydown", this);
    try { this.show(Number(localStorage.getItem(kept)) || 0); } catch { /* Storage is switched off: every visit begins with the usual width. */ }
    this.tell();
  }

  handleEvent(event) {
    if (event.type === "keydown") this.step(event);
    if (event.type === "pointerdown") this.drag(event);
  }

  step(event) {
    const now = this.parentElement.getBoundingClientRect().width;
    const wanted = { ArrowLeft: now + 24, ArrowRight: now - 24, Home: most(), End: least }[event.key];
    if (wanted === undefined) return;
    event.preventDefault();
    this.set(wanted);
  }

  drag(event) {
    event.preventDefault();
    this.setPointerCapture(event.pointerId);
    const right = this.parentElement.getBoundingClientRect().right;
    const move = e => this.set(right - e.clientX);
    const done = () => { this.removeEventListener("pointermove", move); this.removeEventListener("pointerup", done); this.removeEventListener("pointercancel", done); };
    this.addEventListener("pointermove", move);
    this.addEventListener("pointerup", done);
    this.addEventListener("pointercancel", done);
  }

  set(width) {
    const bounded = Math.round(Math.min(most(), Math.max(least, width)));
    this.show(bounded);
    try { localStorage.setItem(kept, bounded); } catch { /* As above. */ }
    this.tell();
  }

  show(width) {
    if (width > 0) this.parentElement.style.setProperty("--panel-width", `${Math.min(most(), width)}px`);
  }

  tell() {
    this.setAttribute("aria-valuemin", least);
    this.setAttribute("aria-valuemax", most());
    this.setAttribute("aria-valuenow", Math.round(this.parentElement.getBoundingClientRect().width));
  }
}

// Whether the last thing the reader did was by key: only then is the focus moved for them.
let byKey = false;
addEventListener("keydown", () => { byKey = true; }, true);
addEventListener("pointerdown", () => { byKey = false; }, true);

// <panel-focus exchange="id">: a panel opened by key gets the focus; closed again, its row has it back.
class PanelFocus extends HTMLElement {
  static observedAttributes = ["exchange"];

  connectedCallback() {
    this.panel = this.parentElement;
    this.opener = document.activeElement;
    // What comes after it in the panel arrives after it.
    if (byKey) requestAnimationFrame(() => this.panel.querySelector("[data-panel-title]")?.focus({ preventScroll: true }));
  }

  // The panel goes to another row in place; the row to come back to goes with it.
  attributeChangedCallback(name, before, now) {
    if (now) this.last = now;
  }

  disconnectedCallback() {
    const active = document.activeElement;
    if (!byKey || (active && active !== document.body && !this.panel.contains(active))) return;
    const row = this.last && document.querySelector(`a.open[href*="id=${CSS.escape(this.last)}"]`);
    (row ?? (this.opener?.isConnected ? this.opener : null))?.focus();
  }
}

// <pop-menu><details>: Esc and a click elsewhere close it, and Esc closes nothing else then.
class PopMenu extends HTMLElement {
  connectedCallback() {
    document.addEventListener("keydown", this, true);
    document.addEventListener("pointerdown", this);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this, true);
    document.removeEventListener("pointerdown", this);
  }

  handleEvent(event) {
    const menu = this.querySelector("details[open]");
    if (!menu) return;
    if (event.type === "pointerdown") {
      if (!this.contains(event.target)) menu.open = false;
    } else if (event.key === "Escape") {
      event.stopPropagation();
      event.preventDefault();
      menu.open = false;
      menu.querySelector("summary").focus();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const ways = [...menu.querySelectorAll("button")];
      const at = ways.indexOf(document.activeElement);
      event.preventDefault();
      ways[(at + (event.key === "ArrowDown" ? 1 : ways.length - 1) + (at < 0 && event.key === "ArrowUp" ? 1 : 0)) % ways.length].focus();
    }
  }
}

// <found-here>: brings what was found into view.
class FoundHere extends HTMLElement {
  connectedCallback() { requestAnimationFrame(() => this.scrollIntoView({ block: "center" })); }
}

// <tab-in-view tab="notes"> among tabs that scroll sideways: the one that is open is in view.
class TabInView extends HTMLElement {
  static observedAttributes = ["tab"];

  attributeChangedCallback() {
    requestAnimationFrame(() => this.parentElement?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" }));
  }
}

customElements.define("panel-edge", PanelEdge);
customElements.define("panel-focus", PanelFocus);
customElements.define("pop-menu", PopMenu);
customElements.define("found-here", FoundHere);
customElements.define("tab-in-view", TabInView);
