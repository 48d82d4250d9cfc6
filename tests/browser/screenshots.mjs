// Takes the pictures of README and docs:
//
//     PLAZO_PHP_EXTENSION=build/dev/lib/php/plazo.so node tests/browser/screenshots.mjs
//
// Not a test: the pictures show today's times, so every run makes other ones.
import { mkdirSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { signIn, startBrowser, startClientArea } from './client_area.mjs';

const folder = resolve(fileURLToPath(import.meta.url), '../../../docs/images');
mkdirSync(folder, { recursive: true });

const area = await startClientArea();
const browser = await startBrowser();
async function take(page, name, height = 800) {
  const path = `${folder}/${name}.png`;
  const { width } = page.viewportSize();
  await page.setViewportSize({ width, height });
  await page.mouse.move(0, 0);
  await page.screenshot({ path });
  const { size } = statSync(path);
  if (size > 200_000) throw new Error(`${path} has ${size} bytes, more than 200 kB`);
  console.log(`${path}: ${size} bytes`);
}

try {
  const login = await (await browser.newContext({ viewport: { width: 1200, height: 800 }, locale: 'es-ES' })).newPage();
  await login.goto(area.url);
  await take(login, 'login', 720);

  const options = { viewport: { width: 1200, height: 800 } };
  const eva = await signIn(browser, area.url, 'customer/1017/eva', options);
  await take(eva, 'tickets');
  await eva.getByRole('link', { name: 'La tienda da error 503 al pagar' }).click();
  await take(eva, 'ticket', 820);
  await eva.goto(`${area.url}/tickets/new`);
  await eva.locator('#subject').fill('La web va muy lenta desde esta mañana');
  await eva.locator('main form button').click();
  await take(eva, 'form', 900);

  const ana = await signIn(browser, area.url, 'staff/ana', options);
  await take(ana, 'queue');
  await ana.getByRole('link', { name: 'El formulario de citas ha dejado de funcionar' }).click();
  await take(ana, 'agent', 900);

  const priya = await signIn(browser, area.url, 'customer/2031/priya', { viewport: { width: 390, height: 780 }, locale: 'en-GB' });
  await priya.locator('tbody a').first().click();
  await take(priya, 'phone', 780);
  await eva.goto(`${area.url}/?theme=dark`);
  await take(eva, 'dark');
} finally {
  await browser.close();
  area.stop();
}
