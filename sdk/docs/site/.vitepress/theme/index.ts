import { nextTick, onMounted, watch } from 'vue';
import { useRoute, type Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme';
import './style.css';

/** What the default theme leaves out for screen readers. */
function describeForScreenReaders(): void {
  const content = document.querySelector('#VPContent');
  // Every page but the front page has a <main> of its own.
  if (content?.classList.contains('is-home')) content.setAttribute('role', 'main');
  else content?.removeAttribute('role');
  // "Ctrl K" is a hint for the eye: the button's name is Search.
  for (const keys of document.querySelectorAll('.DocSearch-Button-Keys')) keys.setAttribute('aria-hidden', 'true');
  document.querySelector('.DocSearch-Button')?.removeAttribute('aria-label');
  // The arrow of a folder without a page is in a button, and no second one.
  for (const arrow of document.querySelectorAll('.VPSidebarItem .item[role="button"] > .caret'))
    for (const name of ['role', 'tabindex', 'aria-label']) arrow.removeAttribute(name);
  // What scrolls sideways can be scrolled by the keyboard.
  for (const table of document.querySelectorAll('.vp-doc table')) table.setAttribute('tabindex', '0');
}

export default {
  extends: DefaultTheme,
  setup() {
    const route = useRoute();
    const afterDrawing = (): Promise<void> => nextTick(describeForScreenReaders);
    onMounted(afterDrawing);
    watch(() => route.data, afterDrawing);
  },
} satisfies Theme;
