// For pages that are drawn by renderers of others: the reader's choice of light or dark, which VitePress keeps for its own pages, and
// headings whose levels follow each other.
const kept = localStorage.getItem('vitepress-theme-appearance') ?? 'auto';
const prefersDark = matchMedia('(prefers-color-scheme: dark)').matches;
const isDark = kept === 'dark' || (kept === 'auto' && prefersDark);
document.documentElement.classList.toggle('dark', isDark);

function orderHeadings() {
  let level = 0;
  for (const heading of document.querySelectorAll('h1, h2, h3, h4, h5, h6')) {
    const own = Number(heading.tagName.slice(1));
    level = Math.min(own, level + 1);
    if (level !== own && heading.ariaLevel !== String(level)) heading.ariaLevel = String(level);
  }
}
new MutationObserver(orderHeadings).observe(document, { childList: true, subtree: true });
