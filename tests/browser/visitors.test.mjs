// Who sees what, and with what: foreign tickets, rights, pages of lists, keyboard, small screens, no scripts.
import assert from 'node:assert/strict';
import { get } from 'node:http';
import { after, before, test } from 'node:test';
import { signIn, startBrowser, startClientArea } from './client_area.mjs';
import { words } from './words.mjs';

let area, browser;
before(async () => {
  area = await startClientArea();
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  area?.stop();
});

const ticketOf = (customer) =>
  area.php(`echo $desk->customer('${customer}')->tickets->list(limit: 1)->tickets[0]->id;`);

/** A page without what differs from one visit to the next. */
const plain = (html) => html.replace(/[0-9a-f]{32,64}/g, 'SECRET').replace(/\/tickets\/\d+/g, '/tickets/ID');

for (const [language, w] of Object.entries(words)) {
  test(`a foreign ticket is the same not-found page as none (${language})`, async () => {
    const page = await signIn(browser, area.url, w.customer, { locale: w.locale });
    const foreign = ticketOf(language === 'es' ? '2000' : '1017');
    const answer = await page.goto(`${area.url}/tickets/${foreign}`);
    assert.equal(answer.status(), 404);
    await page.getByRole('heading', { name: w.notFound }).waitFor();

    const get = async (path) => plain(await (await page.request.get(area.url + path)).text());
    const none = await get('/tickets/1234567890123456');
    assert.equal(await get(`/tickets/${foreign}`), none);
    for (const path of ['/tickets/0', '/tickets/99999999999999999999', `/tickets/${foreign}/`, '/queue', '/nowhere'])
      assert.equal((await page.request.get(area.url + path)).status(), 404, path);
    for (const path of ['/tickets?after=nonsense', '/tickets?status=nonsense', '/search?q=a&after=nonsense'])
      assert.equal((await page.request.get(area.url + path)).status(), 404, path);

    // Nor can it be written to.
    await page.goto(`${area.url}/tickets/new`);
    const token = await page.locator('main input[name=token]').inputValue();
    for (const deed of ['reply', 'note', 'close']) {
      const form = { do: deed, body: 'intruso', key: 'a'.repeat(32), token };
      assert.equal((await page.request.post(`${area.url}/tickets/${foreign}`, { form })).status(), 404, deed);
    }
    assert.equal(area.complaints(), '');
    await page.context().close();
  });
}

test('a contact without access to tickets is told so', async () => {
  const page = await signIn(browser, area.url, 'customer/1017/luis');
  await page.getByRole('heading', { name: 'No tienes acceso' }).waitFor();
  await page.getByText('Pídeselo al titular').waitFor();
  for (const path of ['/tickets', `/tickets/${ticketOf('1017')}`, '/search?q=web'])
    assert.equal((await page.request.get(area.url + path)).status(), 403, path);
  await page.context().close();
});

test('an agent of one department sees that department', async () => {
  const page = await signIn(browser, area.url, 'staff/fina');
  assert.deepEqual(new Set(await page.locator('tbody small').allTextContents().then((all) => all.map((t) => t.split(' · ')[1]))), new Set(['Facturación y pagos']));
  await page.goto(`${area.url}/queue?department=technical`);
  await page.getByRole('heading', { name: 'No hay nadie esperando' }).waitFor();
  await page.context().close();
});

test('the queue shows the most urgent first, and the promise that runs out next above it', async () => {
  const page = await signIn(browser, area.url, 'staff/ana');
  const priorities = await page.locator('tbody .priority').allTextContents();
  assert.deepEqual(priorities, [...priorities].sort((a, b) => (a === 'Alta' ? 0 : 1) - (b === 'Alta' ? 0 : 1)));
  assert.ok(new Set(priorities).size > 1);
  assert.match(await page.locator('.soonest').textContent(), /API answers 502/);
  assert.ok((await page.locator('tbody .promise-missed').count()) > 0);
  assert.ok((await page.locator('tbody .promise-running').count()) > 1);
  await page.context().close();
});

test('nobody gets in without signing in, and nobody stays after signing out', async () => {
  const page = await signIn(browser, area.url, 'customer/1017/eva');
  const ticket = `${area.url}/tickets/${ticketOf('1017')}`;
  const [cookie] = (await page.context().cookies()).filter((one) => one.name === 'client_area');
  assert.ok(cookie.httpOnly);
  assert.equal(cookie.sameSite, 'Lax');
  await page.locator('.account summary').click();
  await page.getByRole('button', { name: 'Cambiar de usuario' }).click();
  await page.waitForURL('**/login');
  await page.goto(ticket);
  assert.equal(new URL(page.url()).pathname, '/login');

  // The old session's cookie is worth nothing.
  await page.context().clearCookies();
  await page.context().addCookies([cookie]);
  await page.goto(ticket);
  assert.equal(new URL(page.url()).pathname, '/login');

  // A login that the panel does not have.
  const token = await page.locator('input[name=token]').first().inputValue();
  for (const as of ['customer/9999', 'customer/1017/nadie', 'staff/nadie', '', 'staff'])
    await page.request.post(`${area.url}/login`, { form: { as, token } });
  await page.goto(ticket);
  assert.equal(new URL(page.url()).pathname, '/login');
  await page.context().close();
});

test('every answer carries the headers that keep a page to itself', async () => {
  const page = await signIn(browser, area.url, 'customer/1017/eva');
  const { hostname, port } = new URL(area.url);
  const cookie = (await page.context().cookies()).map((one) => `${one.name}=${one.value}`).join('; ');
  /** Asks for a path as it is, where clients would tidy it up. */
  const location = (path) =>
    new Promise((done) => get({ hostname, port, path, headers: { cookie } }, (answer) => done(answer.resume().headers.location)));
  for (const path of ['/tickets', '/tickets/1', '/client.js', '/bootstrap.min.css']) {
    const headers = (await page.request.get(area.url + path)).headers();
    assert.match(headers['content-security-policy'], /default-src 'none'; style-src 'self'; script-src 'self'/);
    assert.doesNotMatch(headers['content-security-policy'], /unsafe/);
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['x-powered-by'], undefined);
  }
  assert.equal((await page.request.get(`${area.url}/tickets`)).headers()['cache-control'], 'no-store');
  // Choosing a language never leads elsewhere.
  for (const path of ['//elsewhere.example', '///elsewhere.example', '/\\\\elsewhere.example', '/%5celsewhere.example', '/tickets'])
    assert.match(await location(`${path}?lang=en`), /^\/(?![/\\])/, path);
  await page.context().close();
});

test('long lists and long tickets come in pages', async () => {
  const page = await signIn(browser, area.url, 'customer/1017/eva');
  const seen = await page.locator('tbody a').allTextContents();
  assert.equal(seen.length, 10);
  await page.getByRole('link', { name: 'Siguientes' }).click();
  seen.push(...(await page.locator('tbody a').allTextContents()));
  assert.equal(new Set(seen).size, 12);
  await page.getByRole('link', { name: 'Volver al principio' }).click();
  assert.equal(await page.locator('tbody a').first().textContent(), seen[0]);
  await page.getByRole('navigation', { name: 'Filtrar por estado' }).getByRole('link', { name: 'Cerrados' }).click();
  assert.deepEqual(new Set(await page.locator('tbody .status').allTextContents()), new Set(['Cerrado']));

  const id = area.php(`$eva = $desk->customer('1017', contact: 'eva');
    $id = $eva->tickets->open('Largo', 'mensaje 1', department: 'technical')->ticket->id;
    for ($n = 2; $n <= 60; ++$n) { $eva->tickets->reply($id, "mensaje $n"); } echo $id;`);
  await page.goto(`${area.url}/tickets/${id}`);
  assert.equal(await page.locator('.message').count(), 50);
  await page.getByRole('link', { name: 'Mensajes siguientes' }).click();
  assert.equal(await page.locator('.message').count(), 10);
  await page.getByRole('link', { name: 'Primeros mensajes' }).click();
  await page.getByLabel('Tu respuesta').fill('mensaje 61');
  await page.getByRole('button', { name: 'Enviar respuesta' }).click();
  assert.equal(await page.locator('#newest .body').textContent(), 'mensaje 61');
  await page.context().close();
});

test('who has no tickets is invited to open one', async () => {
  const page = await signIn(browser, area.url, 'customer/1120');
  await page.getByRole('heading', { name: 'Todavía no tienes ningún ticket' }).waitFor();
  await page.locator('.nothing').getByRole('link', { name: 'Abrir ticket' }).click();
  await page.getByRole('heading', { name: 'Abrir ticket' }).waitFor();
  await page.context().close();
});

test('a ticket can be opened with the keyboard alone', async () => {
  const context = await browser.newContext({ locale: 'es-ES' });
  const page = await context.newPage();
  await page.goto(`${area.url}/login`);
  const focus = () => page.evaluate(() => document.activeElement.name || document.activeElement.textContent.trim());
  /** Tabs on until the wanted element has the focus. */
  const tabTo = async (wanted) => {
    for (let steps = 0; steps < 40; ++steps) {
      await page.keyboard.press('Tab');
      if (wanted.test(await focus())) return;
    }
    assert.fail(`the keyboard does not reach ${wanted}`);
  };
  await page.keyboard.press('Tab');
  assert.equal(await focus(), 'Saltar al contenido');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  assert.equal(await focus(), 'as', 'the skip link leads to the content');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/tickets');
  await tabTo(/^Abrir ticket$/);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/tickets/new');
  await tabTo(/^department$/);
  await page.keyboard.press('ArrowDown');
  await tabTo(/^subject$/);
  await page.keyboard.type('Solo teclado');
  await page.keyboard.press('Tab');
  await page.keyboard.type('sin ratón');
  await page.keyboard.press('Tab');
  assert.equal(await focus(), 'Abrir ticket');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/tickets\/\d+$/);
  assert.equal(await page.locator('h1').textContent(), 'Solo teclado');

  await tabTo(/^Eva Ruiz$/);
  await page.keyboard.press('Enter');
  assert.ok(await page.locator('.account-menu').isVisible());
  await page.keyboard.press('Escape');
  assert.ok(await page.locator('.account-menu').isHidden());
  await context.close();
});

for (const width of [320, 390, 768, 920]) {
  test(`nothing is cut off on a screen ${width} pixels wide`, async () => {
    for (const who of ['customer/1017/eva', 'staff/ana']) {
      const page = await signIn(browser, area.url, who, { viewport: { width, height: 800 }, hasTouch: true });
      const ticket = await page.locator('tbody a').first().getAttribute('href');
      for (const path of [new URL(page.url()).pathname, ticket, '/search?q=correo', '/tickets/new', '/tickets/1']) {
        await page.goto(area.url + path);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.equal(over, 0, `${who} ${path} is ${over} pixels too wide`);
      }
      await page.context().close();
    }
  });
}

test('everything works without scripts', async () => {
  const customer = await signIn(browser, area.url, 'customer/1017/eva', { javaScriptEnabled: false });
  const agent = await signIn(browser, area.url, 'staff/ana', { javaScriptEnabled: false });
  await customer.getByRole('link', { name: 'Abrir ticket' }).first().click();
  await customer.locator('main form button').click();
  assert.equal(await customer.locator('.alert li').count(), 3);
  await customer.locator('#department').selectOption('technical');
  await customer.locator('#subject').fill('Sin scripts');
  await customer.locator('#body').fill('hola');
  await customer.locator('main form button').click();
  await customer.getByText('Hemos recibido tu ticket.').waitFor();
  assert.match(await customer.locator('.countdown').textContent(), /^Quedan (9 min|10 min)$/);

  await agent.goto(`${area.url}/queue`);
  await agent.getByRole('link', { name: 'Sin scripts' }).click();
  await agent.getByText('Añadir nota privada').click();
  await agent.getByLabel('Texto de la nota').fill('nota');
  await agent.getByRole('button', { name: 'Guardar nota' }).click();
  await agent.getByText('Nota guardada.').waitFor();
  await agent.getByLabel('Tu respuesta').fill('respondido');
  await agent.getByRole('button', { name: 'Enviar respuesta' }).click();
  await agent.getByText('Respuesta enviada.').waitFor();
  await agent.locator('.account summary').click();
  await agent.getByRole('button', { name: 'Cambiar de usuario' }).click();
  assert.equal(new URL(agent.url()).pathname, '/login');
  await customer.reload();
  await customer.getByText('respondido', { exact: true }).waitFor();
  await customer.context().close();
  await agent.context().close();
});
