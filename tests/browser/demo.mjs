// The product as a person meets it: a demo on a free port with a data directory of its own, and Chromium in front of it.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';
import assert from 'node:assert/strict';

const BINARY = process.env.VESTIBULE_BINARY;
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
export const SCREENSHOTS = process.env.SCREENSHOTS ?? path.resolve('../../target/screenshots');

export const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 360, height: 740 };

function freePort() {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** Starts the demo and waits until it says that it is ready. */
export async function startDemo() {
  const data = mkdtempSync(path.join(os.tmpdir(), 'vestibule-browser-'));
  const port = await freePort();
  const server = spawn(BINARY, ['demo', '--json', '--port', String(port), '--data', path.join(data, 'demo')], {
    stdio: ['ignore', 'pipe', process.env.SHOW_LOG ? 'inherit' : 'ignore'],
  });
  const lines = readline.createInterface({ input: server.stdout });
  const ready = await new Promise((resolve, reject) => {
    lines.once('line', (line) => resolve(JSON.parse(line)));
    server.once('exit', (code) => reject(new Error(`demo ended with ${code}`)));
  });
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  return {
    ready,
    port,
    data: path.join(data, 'demo'),
    person(beginning) {
      const found = ready.people.find((person) => person.userPrincipalName.toLowerCase().startsWith(beginning.toLowerCase()));
      assert.ok(found, `nobody in the cast begins with ${beginning}`);
      return found;
    },
    customer(name) {
      return ready.customers.find((customer) => customer.name === name).url;
    },
    /** A browser of its own: no cookies, this size, this colour scheme. */
    async visitor(options = {}) {
      const context = await browser.newContext({ viewport: DESKTOP, locale: 'en-GB', ...options });
      context.setDefaultTimeout(15_000);
      return context.newPage();
    },
    async stop() {
      await browser.close();
      server.kill('SIGTERM');
      await new Promise((resolve) => server.once('exit', resolve));
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** Types account and password and answers the question about staying signed in, as a person would. */
export async function signIn(page, person, { keep = 'No' } = {}) {
  await page.locator('input[autocomplete="username"]').fill(person.userPrincipalName);
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await page.locator('input[autocomplete="current-password"]').fill(person.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('heading', { name: 'Stay signed in?' }).waitFor();
  await page.getByRole('button', { name: keep, exact: true }).click();
}

/** No accessibility rule of WCAG 2.2 A and AA is broken, and the page has its landmarks. */
export async function isAccessible(page, what) {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
  const told = violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.target.join(' ')).join('; ')}`);
  assert.deepEqual(told, [], `${what}: ${told.join('\n')}`);
  assert.equal(await page.locator('main').count(), 1, `${what}: one main`);
  assert.equal(await page.locator('h1').count(), 1, `${what}: one h1`);
  assert.notEqual(await page.title(), '', `${what}: a title`);
}

/** Nothing is wider than the window. */
export async function fitsItsWidth(page, what) {
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(excess <= 0, `${what} is ${excess} px too wide`);
}
