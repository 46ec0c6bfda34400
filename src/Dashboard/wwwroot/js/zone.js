// The browser's time zone, kept in a cookie that the server reads: days and hours of charts are the reader's from the next page load on.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone) document.cookie = `zone=${zone}; path=/; max-age=31536000; samesite=lax`;
