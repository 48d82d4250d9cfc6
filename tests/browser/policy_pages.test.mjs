// axe looks at the support page that a policy makes, as a document of its own, in both languages, in the
// dark and on a phone.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { startBrowser } from './client_area.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const page = (name) => readFileSync(new URL(`../core/policy/pages/${name}`, import.meta.url), 'utf8');

let browser;
before(async () => {
  browser = await startBrowser();
});
after(async () => browser?.close());

for (const language of ['es', 'en'])
  for (const [colorScheme, viewport] of [
    ['light', { width: 1100, height: 900 }],
    ['dark', { width: 1100, height: 900 }],
    ['light', { width: 390, height: 800 }],
  ])
    test(`the page in ${language}, ${colorScheme}, ${viewport.width} wide`, async () => {
      const context = await browser.newContext({ colorScheme, viewport });
      const tab = await context.newPage();
      await tab.setContent(page(`everything.${language}.html`));
      await tab.evaluate(axe);
      const found = await tab.evaluate(() => window.axe.run({ resultTypes: ['violations'] }));
      assert.ok(found.passes.length >= 10, 'axe looked at the page');
      assert.deepEqual(
        found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => `${n.target} ${n.failureSummary}`).join(' | ')}`),
        [],
      );
      assert.ok(await tab.evaluate(() => document.documentElement.scrollWidth <= innerWidth + 1), 'nothing sticks out');
      await context.close();
    });
