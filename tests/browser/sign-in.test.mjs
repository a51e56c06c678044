import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { startDemo, signIn, isAccessible, fitsItsWidth, PHONE } from './demo.mjs';

let demo;
before(async () => { demo = await startDemo(); });
after(async () => { await demo?.stop(); });

/** The service manager's home page greets B.Simon. */
async function isHome(page) {
  await page.getByRole('button', { name: 'Sign out' }).first().waitFor();
  assert.ok(page.url().startsWith(demo.customer('contoso')), page.url());
  assert.match(await page.locator('main').innerText(), /Simon/);
}

test('B.Simon opens the service manager and is signed in by the identity provider', async () => {
  const page = await demo.visitor();
  await page.goto(demo.customer('contoso'));
  assert.ok(page.url().startsWith(demo.ready.identityProvider), page.url());
  await signIn(page, demo.person('b.simon'));
  await isHome(page);
});

test('B.Simon clicks the tile in My Apps and is in the service manager', async () => {
  const page = await demo.visitor();
  await page.goto(demo.ready.myApps);
  await signIn(page, demo.person('b.simon'), { keep: 'Yes' });
  await page.getByRole('link', { name: /Ivanti Service Manager \(ISM\)/ }).first().click();
  await page.waitForURL(`${demo.customer('contoso')}**`).catch(() => {});
  const target = page.context().pages().at(-1);
  await isHome(target);
});

test('a live session opens the service manager without a question', async () => {
  const page = await demo.visitor();
  await page.goto(demo.ready.myApps);
  await signIn(page, demo.person('b.simon'));
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.goto(demo.customer('contoso'));
  await isHome(page);
});

test('a deep link comes back to where it wanted to go', async () => {
  const page = await demo.visitor();
  await page.goto(`${demo.customer('contoso')}?Scope=SelfService&Tab=Home`);
  await signIn(page, demo.person('b.simon'));
  await isHome(page);
  assert.match(page.url(), /Scope=SelfService&Tab=Home/);
});

test('signing out of the service manager ends its session', async () => {
  const page = await demo.visitor();
  await page.goto(demo.customer('contoso'));
  await signIn(page, demo.person('b.simon'));
  await isHome(page);
  await page.getByRole('button', { name: 'Sign out' }).first().click();
  await page.waitForLoadState('networkidle');
  const cookies = await page.context().cookies(demo.customer('contoso'));
  assert.equal(cookies.filter((cookie) => /session/i.test(cookie.name) && cookie.value).length, 0, JSON.stringify(cookies));
});

test('somebody without assignment is told why and what to do', async () => {
  const stranger = demo.ready.people.find((person) => /not assigned|without assignment|unassigned/i.test(person.note ?? ''));
  assert.ok(stranger, 'the cast has somebody without assignment');
  const page = await demo.visitor();
  await page.goto(demo.customer('contoso'));
  await signIn(page, stranger);
  await page.getByText('AADSTS50105').first().waitFor();
  const text = await page.locator('main').innerText();
  assert.match(text, /[0-9a-f]{8}-[0-9a-f]{4}-/, 'a correlation id');
  await isAccessible(page, 'the refusal of an unassigned person');
});

test('the whole sign-in works without JavaScript', async () => {
  const page = await demo.visitor({ javaScriptEnabled: false });
  await page.goto(demo.customer('contoso'));
  await signIn(page, demo.person('b.simon'));
  // The answer page, and the page that posts once more from our own host, each have a button.
  for (let step = 0; step < 3 && (await page.getByRole('button', { name: 'Sign out' }).count()) === 0; step += 1) {
    await page.getByRole('button', { name: /continue/i }).click();
  }
  await isHome(page);
});

test('the whole sign-in works by keyboard alone', async () => {
  const person = demo.person('b.simon');
  const page = await demo.visitor();
  await page.goto(demo.customer('contoso'));
  await page.locator('input[autocomplete="username"]:focus').waitFor();
  await page.keyboard.type(person.userPrincipalName);
  await page.keyboard.press('Enter');
  await page.locator('input[autocomplete="current-password"]:focus').waitFor();
  await page.keyboard.type(person.password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Stay signed in?' }).waitFor();
  for (let step = 0; step < 10; step += 1) {
    await page.keyboard.press('Tab');
    const name = await page.evaluate(() => document.activeElement?.textContent?.trim());
    if (name === 'No') break;
  }
  await page.keyboard.press('Enter');
  await isHome(page);
});

test('a wrong password is told on the page and the typed account stays', async () => {
  const page = await demo.visitor(PHONE);
  await page.goto(demo.ready.myApps);
  await page.locator('input[autocomplete="username"]').fill(demo.person('b.simon').userPrincipalName);
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await page.locator('input[autocomplete="current-password"]').fill('not the password');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.locator('[aria-invalid="true"]').first().waitFor();
  assert.match(await page.locator('main').innerText(), new RegExp(demo.person('b.simon').userPrincipalName.replaceAll('.', '\\.'), 'i'));
  await isAccessible(page, 'the password page with an error');
  await fitsItsWidth(page, 'the password page with an error');
});

test('German is spoken to a German browser', async () => {
  const page = await demo.visitor({ locale: 'de-DE' });
  await page.goto(demo.ready.myApps);
  assert.equal(await page.locator('html').getAttribute('lang'), 'de');
  await page.getByRole('button', { name: 'Weiter', exact: true }).waitFor();
});

test('an unconfigured customer says what is missing and offers the local sign-in', async () => {
  const page = await demo.visitor();
  await page.goto(demo.customer('fabrikam'));
  assert.match(await page.locator('main').innerText(), /single sign-on/i);
  await isAccessible(page, 'a customer without provider');
});
