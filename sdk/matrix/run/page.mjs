// Opens a page and calls its `run`: `node page.mjs <chrome|firefox> <executable> <url>`, settings on stdin, the result as JSON on stdout.
import { json } from 'node:stream/consumers';
import { launch } from 'puppeteer-core';

const [browser, executablePath, url] = process.argv.slice(2);
const settings = await json(process.stdin);
const running = await launch({
  browser,
  executablePath,
  args: browser === 'chrome' ? ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] : [],
  protocolTimeout: 600_000,
});
try {
  const page = await running.newPage();
  await page.goto(url);
  console.log(JSON.stringify(await page.evaluate((given) => globalThis.run(given), settings)));
} finally {
  await running.close();
}
