// Forms: what is wrong stands next to its field, nothing typed is lost, and nothing happens twice.
import assert from 'node:assert/strict';
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

const ticketsWith = (subject) =>
  Number(area.php(`$n = 0; $after = null;
    do { $page = $desk->customer('1017')->tickets->list(after: $after, limit: 100); $after = $page->next;
      foreach ($page->tickets as $t) { $n += $t->subject === '${subject}'; } } while ($after); echo $n;`));

async function fill(page, subject, body) {
  await page.goto(`${area.url}/tickets/new`);
  await page.locator('#department').selectOption('technical');
  await page.locator('#subject').fill(subject);
  await page.locator('#body').fill(body);
}

/** The form as the browser would send it. */
const fields = (page, form = 'main form') =>
  page.locator(form).evaluate((element) => Object.fromEntries(new FormData(element)));

for (const [language, w] of Object.entries(words)) {
  test(`errors stand next to their fields, in order, and what was typed is kept (${language})`, async () => {
    const page = await signIn(browser, area.url, w.customer, { locale: w.locale });
    await page.goto(`${area.url}/tickets/new`);
    await page.locator('#priority').selectOption('high');
    await page.locator('main form button').click();

    assert.match(await page.title(), new RegExp('^' + w.mend));
    assert.deepEqual(await page.locator('.alert li').allTextContents(), [w.chooseDepartment, w.writeSubject, w.writeMessage]);
    assert.ok(await page.locator('.alert').evaluate((box) => box === document.activeElement), 'the focus is on the summary');
    for (const [field, text] of [['department', w.chooseDepartment], ['subject', w.writeSubject], ['body', w.writeMessage]]) {
      const control = page.locator(`#${field}`);
      assert.equal(await control.getAttribute('aria-invalid'), 'true');
      const described = (await control.getAttribute('aria-describedby')).split(' ');
      assert.ok(described.includes(`${field}-error`));
      assert.equal(await page.locator(`#${field}-error`).textContent(), text);
    }
    assert.equal(await page.locator('#priority').inputValue(), 'high');

    // One mended, one still wrong.
    await page.locator('.alert').getByRole('link', { name: w.writeSubject }).click();
    await page.keyboard.type('  Zona «DNS»  ');
    await page.locator('#body').fill('linea 1\nlinea 2 </textarea>');
    await page.locator('main form button').click();
    assert.deepEqual(await page.locator('.alert li').allTextContents(), [w.chooseDepartment]);
    assert.equal(await page.locator('#subject').inputValue(), 'Zona «DNS»');
    assert.equal(await page.locator('#body').inputValue(), 'linea 1\nlinea 2 </textarea>');
    await page.locator('#department').selectOption('financial');
    await page.locator('main form button').click();
    await page.getByText(w.received).waitFor();
    assert.equal(await page.locator('.message .body').textContent(), 'linea 1\nlinea 2 </textarea>');
    assert.equal(area.complaints(), '');
    await page.context().close();
  });
}

test('a subject that is too long is refused by Plazo and kept', async () => {
  const page = await signIn(browser, area.url, 'customer/1017/eva');
  await fill(page, 'ñ'.repeat(201), 'hola');
  await page.locator('main form button').click();
  assert.equal(await page.locator('#subject-error').textContent(), 'Es demasiado largo: acórtalo, por favor');
  assert.equal((await page.locator('#subject').inputValue()).length, 201);
  await page.context().close();
});

test('a double click opens one ticket', async () => {
  const page = await signIn(browser, area.url, 'customer/1017/eva');
  await fill(page, 'Doble clic', 'una vez');
  await page.locator('main form button').dblclick();
  await page.waitForURL(/\/tickets\/\d+$/);
  assert.equal(ticketsWith('Doble clic'), 1);

  // A reload after it sends nothing again.
  await page.reload();
  assert.equal(ticketsWith('Doble clic'), 1);
  await page.context().close();
});

test('the same form, sent eight times at once, opens one ticket', async () => {
  const page = await signIn(browser, area.url, 'customer/1017/eva');
  await fill(page, 'Ocho veces', 'una vez');
  const form = await fields(page);
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => page.request.post(`${area.url}/tickets/new`, { form, maxRedirects: 0 })),
  );
  const places = new Set(answers.map((answer) => answer.headers().location));
  assert.deepEqual(answers.map((answer) => answer.status()), Array(8).fill(303));
  assert.equal(places.size, 1);
  assert.equal(ticketsWith('Ocho veces'), 1);
  await page.context().close();
});

test('a form that was sent and then changed is not lost, and says so', async () => {
  const page = await signIn(browser, area.url, 'customer/1017/eva');
  await fill(page, 'Primera', 'texto');
  const form = await fields(page);
  await page.request.post(`${area.url}/tickets/new`, { form });
  await page.locator('#subject').fill('Segunda');
  await page.locator('main form button').click();
  await page.getByText('Este formulario ya se había enviado').waitFor();
  assert.equal(ticketsWith('Segunda'), 0);
  assert.equal(await page.locator('#subject').inputValue(), 'Segunda');
  await page.locator('main form button').click();
  await page.waitForURL(/\/tickets\/\d+$/);
  assert.equal(ticketsWith('Primera'), 1);
  assert.equal(ticketsWith('Segunda'), 1);
  await page.context().close();
});

test('an empty reply and an empty note are marked in their own forms', async () => {
  const agent = await signIn(browser, area.url, 'staff/ana');
  await agent.locator('tbody a').first().click();
  await agent.getByText('Añadir nota privada').click();
  await agent.getByRole('button', { name: 'Guardar nota' }).click();
  assert.equal(await agent.locator('#note-body-error').textContent(), 'Escribe tu mensaje');
  assert.equal(await agent.locator('#reply-body-error').count(), 0);
  assert.ok(await agent.locator('#note-body').isVisible(), 'the note stays unfolded');
  await agent.getByLabel('Tu respuesta').fill('   ');
  await agent.getByRole('button', { name: 'Enviar respuesta' }).click();
  assert.equal(await agent.locator('#reply-body-error').textContent(), 'Escribe tu mensaje');
  await agent.context().close();
});

test('without the token of the page nothing is written and the text is kept', async () => {
  const page = await signIn(browser, area.url, 'customer/1017/eva');
  await fill(page, 'Sin token', 'texto que no se pierde');
  const form = await fields(page);
  for (const token of ['', 'x'.repeat(64)]) {
    const answer = await page.request.post(`${area.url}/tickets/new`, { form: { ...form, token }, maxRedirects: 0 });
    assert.equal(answer.status(), 422);
    assert.match(await answer.text(), /texto que no se pierde/);
  }
  const out = await page.request.post(`${area.url}/logout`, { form: { token: 'x' } });
  assert.match(await out.text(), /Eva Ruiz/, 'still signed in');
  assert.equal(ticketsWith('Sin token'), 0);

  const id = (await (await page.request.get(`${area.url}/tickets`)).text()).match(/\/tickets\/(\d+)/)[1];
  for (const deed of ['reply', 'close']) {
    const answer = await page.request.post(`${area.url}/tickets/${id}`, { form: { do: deed, body: 'ajeno', key: form.key }, maxRedirects: 0 });
    assert.equal(answer.status(), 422);
  }
  const now = await (await page.request.get(`${area.url}/tickets/${id}`)).text();
  assert.doesNotMatch(now, /ajeno/);
  await page.context().close();
});

test('text is text: markup in a ticket is shown, not obeyed', async () => {
  const page = await signIn(browser, area.url, 'customer/1017/eva');
  const problems = [];
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('dialog', (dialog) => problems.push(dialog.message()));
  const subject = `"><img src=x onerror=alert(1)><script>alert(2)</script>`;
  await fill(page, subject, `<b>${subject}</b>`);
  await page.locator('main form button').click();
  await page.waitForURL(/\/tickets\/\d+$/);
  assert.equal(await page.locator('h1').textContent(), subject);
  assert.equal(await page.locator('.message .body').textContent(), `<b>${subject}</b>`);
  await page.goto(`${area.url}/search?q=${encodeURIComponent(subject)}`);
  assert.equal(await page.locator('#q').inputValue(), subject);
  assert.equal(await page.locator('main img, main script, main b').count(), 0);
  assert.deepEqual(problems, []);
  await page.context().close();
});
