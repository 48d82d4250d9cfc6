// axe looks at every page, in both languages, in the dark, and on a phone; and no page shows the name of a
// text instead of the text.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { signIn, startBrowser, startClientArea } from './client_area.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let area, browser;
before(async () => {
  area = await startClientArea();
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  area?.stop();
});

async function examine(page, what, rules) {
  await page.evaluate(axe);
  const only = rules && { type: 'rule', values: rules };
  const found = await page.evaluate(
    (runOnly) => window.axe.run({ resultTypes: ['violations'], ...(runOnly && { runOnly }) }),
    only,
  );
  assert.ok(found.passes.length >= (rules?.length ?? 10), `${what}: axe looked at the page`);
  assert.deepEqual(
    found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => `${n.target} ${n.failureSummary}`).join(' | ')}`),
    [],
    what,
  );
  const text = await page.evaluate(() => document.body.innerText);
  assert.doesNotMatch(text, /\b(login|tickets|status|promise|new|ticket|done|queue|search|pages|form|problem|error|time)\.[a-z_]{3,}/, what);
}

const ticketWith = (customer, subject) =>
  area.php(`foreach ($desk->customer('${customer}')->tickets->list(limit: 100)->tickets as $t) if ($t->subject === '${subject}') echo $t->id;`);

const customerPages = () => [
  ['/tickets', 'the list'],
  ['/tickets?status=answered', 'the list of answered ones'],
  ['/tickets/new', 'the form'],
  [`/tickets/${ticketWith('1017', 'La tienda da error 503 al pagar')}`, 'a running promise'],
  [`/tickets/${ticketWith('1017', 'Web caída esta madrugada')}`, 'a promise kept late'],
  [`/tickets/${ticketWith('1017', 'Renovar el certificado SSL')}`, 'a kept promise'],
  ['/search?q=correos', 'search results'],
  ['/search?q=nadadenada', 'an empty search'],
  ['/tickets/1', 'not found'],
];
const staffPages = () => [
  ['/queue', 'the queue'],
  ['/queue?department=financial', 'the queue of a department'],
  [`/tickets/${ticketWith('1042', 'El formulario de citas ha dejado de funcionar')}`, 'a missed promise, with a note'],
  ['/search?q=servidor', 'an agent’s search'],
];

/** All pages, as somebody in a language and a theme. */
async function tour(lang, theme, look) {
  const begin = async (who) => {
    const page = await signIn(browser, area.url, who);
    await page.goto(`${area.url}/?lang=${lang}`);
    await page.goto(`${area.url}/?theme=${theme}`);
    return page;
  };
  for (const [who, pages] of [['customer/1017/eva', customerPages()], ['staff/ana', staffPages()]]) {
    const page = await begin(who);
    for (const [path, what] of pages) {
      await page.goto(area.url + path);
      assert.equal(await page.locator('html').getAttribute('lang'), lang);
      assert.equal(await page.locator('html').getAttribute('data-bs-theme'), theme);
      await look(page, `${what} (${lang}, ${theme})`);
    }
    if (who.startsWith('customer')) {
      await page.goto(`${area.url}/tickets/new`);
      await page.locator('main form button').click();
      await look(page, `a refused form (${lang}, ${theme})`);
    } else {
      await page.goto(area.url + pages[2][0]);
      await page.locator('.note-form summary').click();
      await page.locator('.note-form button').click();
      await page.locator('.account summary').click();
      await look(page, `a refused note and the menu (${lang}, ${theme})`);
      await page.locator('.account-menu button').click();
      await page.waitForURL('**/login');
      await look(page, `the login (${lang}, ${theme})`);
    }
    await page.context().close();
  }
  for (const [who, what] of [['customer/1120', 'no tickets yet'], ['customer/1017/luis', 'no access']]) {
    const page = await begin(who);
    await look(page, `${what} (${lang}, ${theme})`);
    await page.context().close();
  }
  assert.equal(area.complaints(), '');
}

for (const lang of ['es', 'en']) {
  test(`axe finds nothing on any page (${lang})`, () => tour(lang, 'light', (page, what) => examine(page, what)));
}

// The pages are the same in the dark; only the colours differ.
test('axe finds nothing in the dark', () => tour('es', 'dark', (page, what) => examine(page, what, ['color-contrast'])));

test('axe finds nothing on a phone', async () => {
  for (const [who, pages] of [['customer/1017/eva', customerPages().slice(0, 4)], ['staff/ana', staffPages().slice(0, 3)]]) {
    const page = await signIn(browser, area.url, who, { viewport: { width: 360, height: 760 } });
    for (const [path, what] of pages) {
      await page.goto(area.url + path);
      await examine(page, `${what} on a phone`);
    }
    await page.context().close();
  }
});
