// The tutorial in the admin center, by role and accessible name, for fabrikam; and every page on the way in both sizes and schemes.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { startDemo, signIn, isAccessible, fitsItsWidth, DESKTOP, PHONE, SCREENSHOTS } from './demo.mjs';

let demo;
before(async () => { demo = await startDemo(); mkdirSync(SCREENSHOTS, { recursive: true }); });
after(async () => { await demo?.stop(); });

/** Pages that the walk has seen, to be looked at afterwards. */
const seen = { home: '/admin', applications: '/admin/applications', gallery: '/admin/applications/gallery', users: '/admin/users', newUser: '/admin/users/new', groups: '/admin/groups' };
const pathOf = (page) => new URL(page.url()).pathname;
const link = (page, name) => page.getByRole('link', { name, exact: true });
const button = (page, name) => page.getByRole('button', { name, exact: true });
const field = (page, name) => page.getByRole('textbox', { name, exact: true });

/** An administrator at the admin center. */
async function administrator(options) {
  const page = await demo.visitor(options);
  const told = [];
  page.on('console', (message) => { if (message.type() === 'error') told.push(message.text()); });
  page.on('pageerror', (error) => told.push(String(error)));
  await page.goto(demo.ready.adminCenter);
  await signIn(page, demo.person('admin'));
  await page.getByRole('heading', { name: 'Admin center' }).waitFor();
  return { page, told };
}

for (const javaScriptEnabled of [true, false]) {
  test(`the tutorial for fabrikam ${javaScriptEnabled ? 'with' : 'without'} scripts`, async () => {
    const { page, told } = await administrator({ javaScriptEnabled });
    const number = javaScriptEnabled ? '' : ' 2';
    const name = `Ivanti Service Manager (ISM) for fabrikam${number}`;
    // A test user.
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'All users', exact: true }).click();
    await button(page, 'New user').click();
    await link(page, 'Create new user').click();
    const upn = `b.fabrikam${number.trim()}@${demo.ready.domain}`;
    await field(page, 'User principal name').fill(upn.split('@')[0]);
    await field(page, 'Display name').fill(`B.Fabrikam${number}`);
    await page.getByRole('checkbox', { name: 'Show password', exact: true }).check();
    const password = await field(page, 'Password').inputValue();
    await button(page, 'Review + create').click();
    await button(page, 'Create').click();
    await page.getByText('was created.').waitFor();
    seen.user = pathOf(page);
    // The application.
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Enterprise applications', exact: true }).click();
    await link(page, 'New application').click();
    await page.getByRole('searchbox', { name: 'Search applications' }).fill('Ivanti Service Manager (ISM)');
    await link(page, 'Ivanti Service Manager (ISM)').click();
    seen.add = pathOf(page);
    await field(page, 'Name').fill(name);
    await button(page, 'Create').click();
    await page.getByRole('heading', { level: 1, name }).waitFor();
    seen.overview = pathOf(page);
    // Single sign-on.
    await link(page, 'Single sign-on').click();
    await page.getByText('Select a single sign-on method').waitFor();
    await link(page, 'SAML').click();
    await link(page, 'Edit Basic SAML Configuration').click();
    seen.basic = pathOf(page);
    await button(page, 'Add identifier').click();
    await button(page, 'Add reply URL').click();
    const fabrikam = demo.customer('fabrikam');
    const identifier = javaScriptEnabled ? fabrikam : 'https://fabrikam.saasit.com/';
    await field(page, 'Identifier (Entity ID)').fill(identifier);
    await field(page, 'Reply URL (Assertion Consumer Service URL)').fill(`${fabrikam}handlers/sso/SamlAssertionConsumerHandler.ashx`);
    await page.getByText('Set additional URLs').click();
    await field(page, 'Sign on URL').fill(identifier);
    await button(page, 'Save').click();
    await page.getByText('was saved').waitFor();
    seen.saml = pathOf(page);
    for (const heading of ['Basic SAML Configuration', 'Attributes & Claims', 'SAML Certificates', `Set up ${name}`]) {
      await page.getByRole('heading', { name: heading, exact: true }).waitFor();
    }
    const [download] = await Promise.all([page.waitForEvent('download'), link(page, 'Download Certificate (Raw)').click()]);
    assert.equal(readFileSync(await download.path())[0], 0x30, 'DER');
    assert.match(await field(page, 'Login URL').inputValue(), new RegExp(`/${demo.ready.tenantId}/saml2$`));
    for (const value of ['Microsoft Entra Identifier', 'Logout URL']) assert.notEqual(await field(page, value).inputValue(), '');
    // The assignment.
    await link(page, 'Users and groups').click();
    seen.assignments = pathOf(page);
    await link(page, 'Add user/group').click();
    seen.addAssignment = pathOf(page);
    await page.getByRole('main').getByRole('link', { name: 'Users and groups', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Users and groups' });
    seen.dialog = `${pathOf(page)}?choose=1`;
    await dialog.getByRole('searchbox').fill('B.Fab');
    if (!javaScriptEnabled) await dialog.getByRole('button', { name: 'Search' }).click();
    await dialog.getByRole('checkbox', { name: `B.Fabrikam${number}`, exact: true }).check();
    await dialog.getByRole('button', { name: 'Select', exact: true }).click();
    await page.getByText(upn).waitFor();
    assert.equal(await page.getByRole('combobox', { name: 'Select a role' }).locator('option').first().innerText(), 'Default Access');
    await button(page, 'Assign').click();
    await page.getByText('Assigned: 1.').waitFor();
    assert.match(await page.getByRole('main').innerText(), /Default Access/);
    assert.deepEqual(told, [], 'no error in the console');
    await page.context().close();
    // The person gets in, and finds the tile.
    const person = await demo.visitor();
    await person.goto(demo.ready.myApps);
    await person.locator('input[autocomplete="username"]').fill(upn);
    await button(person, 'Next').click();
    await person.locator('input[autocomplete="current-password"]').fill(password);
    await button(person, 'Sign in').click();
    await button(person, 'Change password').waitFor();
    await person.context().close();
  });
}

for (const [size, viewport] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
  for (const colorScheme of ['light', 'dark']) {
    test(`every page of the admin center on a ${size} in ${colorScheme}`, async () => {
      const { page } = await administrator({ viewport, colorScheme });
      for (const [what, where] of Object.entries(seen)) {
        await page.goto(new URL(where, demo.ready.adminCenter).href);
        await page.screenshot({ path: path.join(SCREENSHOTS, `admin-${what}-${size}-${colorScheme}.png`), fullPage: true });
        await isAccessible(page, what);
        await fitsItsWidth(page, what);
      }
      await page.context().close();
    });
  }
}
