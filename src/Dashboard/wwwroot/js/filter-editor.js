// <filter-editor applied="…">: around the line of the filter. The caret and the keys are the browser's; the server is told what was typed when a
// person pauses, and draws the list of ways to go on. This opens the list, walks it and takes from it, moves among the pills, and keeps what was
// asked for lately.
const pause = 100;
const store = "recent-filters";
const mostKept = 8;
const longestKept = 400;

function recent() {
  try {
    const kept = JSON.parse(localStorage.getItem(store) ?? "[]");
    return Array.isArray(kept) ? kept.filter(f => typeof f === "string" && f.length <= longestKept).slice(0, mostKept) : [];
  } catch {
    return [];
  }
}

function keep(filter) {
  if (!filter || filter.length > longestKept) return;
  try {
    localStorage.setItem(store, JSON.stringify([filter, ...recent().filter(f => f !== filter)].slice(0, mostKept)));
  } catch {
    // A browser that keeps nothing has no recent filters.
  }
}

class FilterEditor extends HTMLElement {
  static observedAttributes = ["applied"];
  static events = ["input", "keydown", "focusin", "focusout", "mousedown", "click", "compositionend"];

  connectedCallback() {
    for (const event of FilterEditor.events) this.addEventListener(event, this);
    this.watcher = new MutationObserver(() => this.drawn());
    this.watcher.observe(this, { childList: true, subtree: true });
  }

  disconnectedCallback() {
    for (const event of FilterEditor.events) this.removeEventListener(event, this);
    this.watcher.disconnect();
    clearTimeout(this.timer);
  }

  attributeChangedCallback(name, before, now) { keep(now); }

  get box() { return this.querySelector("[role=combobox]"); }

  get options() { return [...this.querySelectorAll("[role=option]")]; }

  get pills() { return [...this.querySelectorAll(".term .edit")]; }

  handleEvent(event) {
    const to = event.target;
    if (event.type === "keydown") this.pressed(event);
    else if (event.type === "input" || event.type === "compositionend") { if (to === this.box && !event.isComposing) this.typed(); }
    else if (event.type === "focusin") this.entered(to);
    else if (event.type === "focusout") this.show(false);
    else if (event.type === "mousedown") { if (to.closest("[role=option]")) event.preventDefault(); else if (to === this.box) this.show(true); }
    else this.clicked(event);
  }

  typed() {
    clearTimeout(this.timer);
    this.choose(null);
    this.timer = setTimeout(() => this.tell(), pause);
    this.show(true);
  }

  // The server hears of a text once. Blazor listens to change.
  tell() {
    clearTimeout(this.timer);
    this.box?.dispatchEvent(new Event("change", { bubbles: true }));
  }

  entered(to) {
    if (to !== this.box) return;
    const hidden = this.querySelector("input.recent");
    const kept = JSON.stringify(recent());
    if (hidden && this.told !== kept) {
      this.told = hidden.value = kept;
      hidden.dispatchEvent(new Event("change", { bubbles: true }));
    }
    this.show(true);
  }

  clicked(event) {
    const option = event.target.closest("[role=option]");
    if (option) this.take(option);
    else if (event.target.closest("[data-entry]")) this.returns = true;
    else if (event.target.closest(".terms") && !event.target.closest("button")) this.box?.focus();
  }

  pressed(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const done = event.target === this.box ? this.pressedInBox(event) : event.target.matches(".term .edit") ? this.pressedOnPill(event) : false;
    if (!done) return;
    event.preventDefault();
    event.stopPropagation();
  }

  pressedInBox(event) {
    const box = this.box;
    const atStart = box.selectionStart === 0 && box.selectionEnd === 0;
    const atEnd = box.selectionStart === box.value.length;
    switch (event.key) {
      case "ArrowDown": case "ArrowUp": return this.step(event.key === "ArrowDown" ? 1 : -1);
      case "Enter": return this.enter();
      case "Tab": return !event.shiftKey && this.complete(atEnd);
      case "Escape": return this.leave();
      case "Backspace": case "ArrowLeft": return atStart && this.toPill(this.neighbours()[0]);
      case "ArrowRight": return atEnd && box.selectionStart === box.selectionEnd && this.toPill(this.neighbours()[1]);
      default: return false;
    }
  }

  pressedOnPill(event) {
    const pills = this.pills;
    const at = pills.indexOf(event.target);
    const [before] = this.neighbours();
    switch (event.key) {
      case "ArrowLeft": return this.toPill(pills[at - 1]) || true;
      // The line stands among the pills while one is edited.
      case "ArrowRight": return event.target === before ? this.focusBox() : this.toPill(pills[at + 1]) || this.focusBox();
      case "Home": return this.toPill(pills[0]);
      case "End": case "Escape": return this.focusBox();
      case "Backspace": case "Delete": event.target.parentElement.querySelector(".remove").click(); return true;
      default: return false;
    }
  }

  // The pills before and after the line.
  neighbours() {
    const entry = this.querySelector(".entry");
    return [entry?.previousElementSibling, entry?.nextElementSibling].map(e => e?.querySelector(".edit") ?? null);
  }

  toPill(pill) {
    pill?.focus();
    return !!pill;
  }

  focusBox() {
    const box = this.box;
    box.focus();
    box.setSelectionRange(box.value.length, box.value.length);
    return true;
  }

  step(by) {
    const options = this.options;
    if (options.length === 0) return false;
    this.show(true);
    const at = options.indexOf(this.chosen);
    this.choose(at < 0 ? options[by > 0 ? 0 : options.length - 1] : options[at + by] ?? null);
    return true;
  }

  enter() {
    if (this.chosen && this.isOpen) {
      this.take(this.chosen);
      return true;
    }
    this.tell();
    this.show(false);
    // A line submits its form by itself.
    if (this.box.matches("textarea")) this.box.form.requestSubmit();
    return this.box.matches("textarea");
  }

  // Only what completes something, so that Tab goes on when there is nothing to complete.
  complete(atEnd) {
    const way = this.chosen ?? (atEnd && this.querySelector("[role=listbox][data-begun]") ? this.options[0] : null);
    if (!this.isOpen || !way || this.box.value.trim() === "" && !this.chosen) return false;
    this.take(way);
    return true;
  }

  leave() {
    if (this.isOpen) this.show(false);
    else if (this.querySelector("[data-restore]")) {
      this.returns = true;
      this.querySelector("[data-restore]").click();
    } else return false;
    return true;
  }

  take(option) {
    const box = this.box;
    box.value = option.dataset.whole ?? option.dataset.text;
    this.choose(null);
    this.focusBox();
    box.scrollLeft = box.scrollWidth;
    this.tell();
    if (option.dataset.whole === undefined) return;
    this.show(false);
    box.form.requestSubmit();
  }

  choose(option) {
    this.chosen?.setAttribute("aria-selected", "false");
    this.chosen = option;
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.box.setAttribute("aria-activedescendant", option.id);
    else this.box?.removeAttribute("aria-activedescendant");
  }

  get isOpen() { return this.hasAttribute("data-open"); }

  show(open) {
    this.wanted = open && this.box === document.activeElement;
    this.draw();
  }

  draw() {
    const open = !!this.wanted && (this.options.length > 0 || !!this.querySelector(".note")?.textContent);
    if (open !== this.isOpen) this.toggleAttribute("data-open", open);
    this.box?.setAttribute("aria-expanded", String(open));
    if (!open) this.choose(null);
  }

  // The server drew.
  drawn() {
    if (this.chosen && !this.contains(this.chosen)) this.choose(null);
    if (this.returns && this.box) {
      this.returns = false;
      // After what else it draws now: the text of the line comes after its place.
      requestAnimationFrame(() => {
        if (!this.isConnected) return;
        this.focusBox();
        this.show(false);
      });
    }
    this.draw();
  }
}

customElements.define("filter-editor", FilterEditor);
