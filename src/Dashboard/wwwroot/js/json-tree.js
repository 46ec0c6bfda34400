// <json-tree>: the arrow keys go from row to row, right opens, left closes or goes to the container.
class JsonTree extends HTMLElement {
  connectedCallback() { this.addEventListener("keydown", this.move); }

  disconnectedCallback() { this.removeEventListener("keydown", this.move); }

  move(event) {
    const row = event.target.closest?.("[role=treeitem]");
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const rows = [...this.querySelectorAll("[role=treeitem]")];
    const at = rows.indexOf(row);
    const level = each => Number(each.getAttribute("aria-level"));
    const open = row.getAttribute("aria-expanded");
    switch (event.key) {
      case "ArrowDown": rows[at + 1]?.focus(); break;
      case "ArrowUp": rows[at - 1]?.focus(); break;
      case "Home": rows[0].focus(); break;
      case "End": rows[rows.length - 1].focus(); break;
      case "ArrowRight":
        if (open === "false") row.click(); else if (open === "true") rows[at + 1]?.focus();
        break;
      case "ArrowLeft":
        if (open === "true") row.click(); else rows.slice(0, at).findLast(each => level(each) < level(row))?.focus();
        break;
      case "Enter": case " ": row.click(); break;
      default: return;
    }
    event.preventDefault();
  }
}

customElements.define("json-tree", JsonTree);
