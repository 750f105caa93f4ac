// Who writes on this page, as the server knows him; empty for a visitor. Text kept in a tab is his alone.

export const WRITER = document.querySelector('meta[name="person"]')?.content ?? "";
