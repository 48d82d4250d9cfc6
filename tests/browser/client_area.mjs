// A client area of its own for a test file: a fresh desk, PHP's server with four workers, and a browser.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = resolve(fileURLToPath(import.meta.url), '../../..');
const extension = process.env.PLAZO_PHP_EXTENSION;
if (!extension) throw new Error('set PLAZO_PHP_EXTENSION to the path of plazo.so, as tests/browser/run does');

export async function startClientArea() {
  const folder = mkdtempSync(join(tmpdir(), 'plazo-browser-'));
  const database = join(folder, 'desk.db');
  const sessions = join(folder, 'sessions');
  const log = join(folder, 'errors.log');
  mkdirSync(sessions);
  const php = ['-d', `extension=${extension}`, '-d', `session.save_path=${sessions}`, '-d', `error_log=${log}`, '-d', 'error_reporting=-1'];
  const seeded = spawnSync('php', [...php, 'examples/client-area/seed.php', database], { cwd: root, encoding: 'utf8' });
  if (seeded.status !== 0) throw new Error(`seeding failed: ${seeded.stdout}${seeded.stderr}`);

  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  // A group of its own: PHP's server leaves its workers behind when it alone is ended.
  const server = spawn('php', [...php, '-S', `127.0.0.1:${port}`, 'examples/client-area/public/index.php'], {
    cwd: root,
    detached: true,
    stdio: 'ignore',
    env: { ...process.env, CLIENT_AREA_DATABASE: database, PHP_CLI_SERVER_WORKERS: '4' },
  });
  const stop = () => {
    try {
      process.kill(-server.pid, 'SIGKILL');
    } catch {
      // It has ended already.
    }
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', stop);
  await answering(`${url}/login`, server);
  return {
    url,
    stop,
    /** What PHP complained about so far. */
    complaints: () => {
      try {
        return readFileSync(log, 'utf8');
      } catch {
        return '';
      }
    },
    /** Calls an operation as somebody, with PHP code: `$desk` is open. */
    php: (code) => {
      const script = `require '${root}/bindings/php/autoload.php'; $desk = Plazo\\Desk::open('${database}'); ${code}`;
      const done = spawnSync('php', [...php, '-r', script], { encoding: 'utf8' });
      if (done.status !== 0) throw new Error(done.stdout + done.stderr);
      return done.stdout;
    },
  };
}

export function startBrowser() {
  return chromium.launch({
    executablePath: process.env.PLAZO_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** Signs in as `customer/1017/eva`, `staff/ana`, … in a browser context of its own. */
export async function signIn(browser, url, who, { locale, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: locale ?? 'es-ES', ...options });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  await page.goto(`${url}/login`);
  await page.locator(`button[value="${who}"]`).click();
  await page.waitForURL((at) => at.pathname !== '/login');
  if (locale) await page.goto(`${page.url()}?lang=${locale.slice(0, 2)}`);
  return page;
}

async function freePort() {
  const probe = createServer();
  await new Promise((done) => probe.listen(0, '127.0.0.1', done));
  const { port } = probe.address();
  await new Promise((done) => probe.close(done));
  return port;
}

async function answering(url, server) {
  for (let tries = 0; tries < 200; ++tries) {
    if (server.exitCode !== null) throw new Error(`php -S ended with ${server.exitCode}`);
    try {
      await fetch(url);
      return;
    } catch {
      await new Promise((done) => setTimeout(done, 50));
    }
  }
  throw new Error(`nothing answers at ${url}`);
}
