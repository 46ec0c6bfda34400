// <modal-dialog><dialog>…</dialog></modal-dialog>: open as long as it is in the page. Esc presses its [data-close] button.
class ModalDialog extends HTMLElement {
  connectedCallback() {
    // The children arrive after their parent.
    requestAnimationFrame(() => {
      const dialog = this.querySelector("dialog");
      if (!dialog || dialog.open) return;
      dialog.addEventListener("cancel", event => {
        event.preventDefault();
        dialog.querySelector("[data-close]")?.click();
      });
      dialog.showModal();
      (dialog.querySelector(".inside input:not(:disabled), .inside [autofocus]") ?? dialog).focus();
    });
  }
}

customElements.define("modal-dialog", ModalDialog);
