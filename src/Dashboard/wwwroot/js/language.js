// <language-picker><select>: the language of the pages, kept in a cookie that the server reads; the page is then asked for again.
class LanguagePicker extends HTMLElement {
  connectedCallback() { this.addEventListener("change", this.choose); }

  disconnectedCallback() { this.removeEventListener("change", this.choose); }

  choose(event) {
    document.cookie = `language=${event.target.value}; path=/; max-age=31536000; samesite=lax`;
    location.reload();
  }
}

customElements.define("language-picker", LanguagePicker);
