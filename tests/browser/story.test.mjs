// The story that Plazo exists for, in two browsers: a promise is made, seen by both sides, kept, remembered.
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

for (const [language, w] of Object.entries(words)) {
  test(`a ticket is opened, answered in time, discussed, closed and opened again (${language})`, async () => {
    const customer = await signIn(browser, area.url, w.customer, { locale: w.locale });
    const agent = await signIn(browser, area.url, w.agent, { locale: w.locale });
    const subject = language === 'es' ? 'Migración de «Añoranza» & <copia>' : 'Moving “Añoranza” & <copy>';

    await customer.getByRole('navigation').getByRole('link', { name: w.openTicket }).click();
    await customer.getByLabel(w.department).selectOption(w.departmentName);
    await customer.getByLabel(w.priority).selectOption(w.priorityName);
    await customer.getByLabel(w.subject).fill(subject);
    await customer.getByLabel(w.message).fill('1 < 2 && "3"\n\nzarapito-' + language);
    await customer.locator('main form button').click();

    await customer.getByText(w.received).waitFor();
    assert.equal(await customer.getByRole('heading', { level: 1 }).textContent(), subject);
    assert.match(await customer.locator('.promise-text').textContent(), w.promise);
    assert.match(await customer.locator('.promise .countdown').textContent(), w.left);
    assert.equal(await customer.locator('.message .body').textContent(), '1 < 2 && "3"\n\nzarapito-' + language);
    const ticket = customer.url();
    const deadline = await customer.locator('.promise-due time').getAttribute('datetime');
    const left = Date.parse(deadline) - Date.now();
    assert.ok(left > 8 * 60_000 && left <= 10 * 60_000, `due in ${left} ms`);

    // The agent finds it in the queue, with the same deadline.
    await agent.goto(`${area.url}/queue`);
    const row = agent.getByRole('row', { name: subject });
    assert.match(await row.textContent(), new RegExp(w.priorityName));
    assert.match(await row.locator('.countdown').textContent(), w.left);
    await row.getByRole('link').click();
    assert.equal(await agent.locator('.promise-due time').getAttribute('datetime'), deadline);

    await agent.getByText(w.addNote).click();
    await agent.getByLabel(w.noteText).fill(`zurrapa ${language}`);
    await agent.getByRole('button', { name: w.saveNote }).click();
    await agent.locator('.message.note', { hasText: w.note }).waitFor();
    assert.equal(await agent.locator('.promise .countdown').count(), 1, 'a note keeps no promise');

    await agent.getByLabel(w.reply).fill('La copia termina a las 5 / The copy ends at 5');
    await agent.getByRole('button', { name: w.send }).click();
    await agent.getByText(w.sent).waitFor();
    await agent.getByRole('heading', { name: w.kept }).waitFor();
    await agent.goto(`${area.url}/queue`);
    assert.equal(await agent.getByRole('row', { name: subject }).count(), 0);

    // The customer sees the answer and the kept promise, and no note.
    await customer.goto(ticket);
    assert.match(await customer.locator('.promise-text').textContent(), w.keptText);
    assert.deepEqual(await customer.locator('.message h3').allTextContents(), [
      language === 'es' ? 'Eva Ruiz' : 'Owen Hughes',
      language === 'es' ? 'Ana Beltrán' : 'Tom Fischer',
    ]);
    assert.doesNotMatch(await customer.content(), /zurrapa/);
    assert.equal((await customer.locator('.page-head .status').textContent()).trim(), w.status.answered);

    await customer.getByRole('button', { name: w.close }).click();
    await customer.getByText(w.closed).waitFor();
    assert.equal((await customer.locator('.page-head .status').textContent()).trim(), w.status.closed);
    await customer.getByText(w.reopenHint).waitFor();
    await customer.getByLabel(w.reply).fill('Una cosa más / One more thing');
    await customer.getByRole('button', { name: w.send }).click();
    await customer.getByText(w.sent).waitFor();
    assert.equal((await customer.locator('.page-head .status').textContent()).trim(), w.status.open);
    await agent.reload();
    assert.equal(await agent.getByRole('row', { name: subject }).count(), 1, 'back in the queue');

    // Found by words without accents, by both; the note by the agent only.
    for (const page of [customer, agent]) {
      await page.getByRole('searchbox', { name: w.search }).first().fill('anoranza');
      await page.keyboard.press('Enter');
      await page.locator('.hits').getByRole('link', { name: subject }).first().waitFor();
    }
    await agent.goto(`${area.url}/search?q=zurrapa+${language}`);
    assert.equal(await agent.locator('.hits a').count(), 1);
    await customer.goto(`${area.url}/search?q=zurrapa`);
    assert.equal(await customer.locator('.hits a').count(), 0);

    assert.equal(area.complaints(), '');
    await customer.context().close();
    await agent.context().close();
  });
}

test('the countdown runs, warns, and ends as overdue', async () => {
  const id = area.php(`echo $desk->customer('1042', contact: 'marta')->tickets->open('Reloj', 'tic tac', department: 'technical')->ticket->id;`);
  const page = await signIn(browser, area.url, 'customer/1042/marta');
  await page.clock.install();
  await page.goto(`${area.url}/tickets/${id}`);
  const countdown = page.locator('.promise .countdown');
  assert.match(await countdown.textContent(), /Quedan (9:\d\d|10:00) min/);
  const full = Number(await page.locator('progress').evaluate((bar) => bar.value));
  await page.clock.runFor(8 * 60_000);
  assert.match(await countdown.textContent(), /Quedan [01]:\d\d min/);
  assert.match(await countdown.getAttribute('class'), /soon/);
  assert.ok(Number(await page.locator('progress').evaluate((bar) => bar.value)) < full / 4);
  await page.clock.runFor(3 * 60_000);
  assert.equal(await countdown.textContent(), 'Vencido');
  assert.equal(await page.locator('.promise.promise-missed').count(), 1);
  // The clinic is in the Canary Islands: its own time stands everywhere.
  assert.match(await page.locator('.promise-due').textContent(), /Atlantic\/Canary/);
  assert.match(await page.locator('.promise-text').textContent(), /Atlantic\/Canary/);
  await page.context().close();
});
