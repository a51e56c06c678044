// Every page in both colour schemes and both sizes: accessible, not too wide, and photographed for people to look at.
import { after, before, test } from 'node:test';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { startDemo, signIn, isAccessible, fitsItsWidth, DESKTOP, PHONE, SCREENSHOTS } from './demo.mjs';

let demo;
before(async () => { demo = await startDemo(); mkdirSync(SCREENSHOTS, { recursive: true }); });
after(async () => { await demo?.stop(); });

async function account(page) {
  await page.goto(demo.customer('contoso'));
}
async function password(page) {
  await account(page);
  await page.locator('input[autocomplete="username"]').fill(demo.person('b.simon').userPrincipalName);
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await page.locator('input[autocomplete="current-password"]').waitFor();
}
async function keep(page) {
  await password(page);
  await page.locator('input[autocomplete="current-password"]').fill(demo.person('b.simon').password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('heading', { name: 'Stay signed in?' }).waitFor();
}
async function myApps(page) {
  await page.goto(demo.ready.myApps);
  await signIn(page, demo.person('b.simon'));
  await page.getByRole('link', { name: /Ivanti Service Manager \(ISM\)/ }).first().waitFor();
}
async function noApps(page) {
  await page.goto(demo.ready.myApps);
  await signIn(page, demo.ready.people.find((person) => /not assigned|without assignment|unassigned/i.test(person.note ?? '')));
  await page.getByRole('button', { name: 'Sign out' }).first().waitFor();
}
async function picker(page) {
  await page.goto(demo.ready.myApps);
  await signIn(page, demo.person('b.simon'));
  await page.getByRole('button', { name: 'Sign out' }).first().click();
  await page.waitForLoadState('networkidle');
}
async function home(page) {
  await page.goto(demo.customer('contoso'));
  await signIn(page, demo.person('b.simon'));
  await page.waitForURL(`${demo.customer('contoso')}**`);
  await page.getByRole('button', { name: 'Sign out' }).first().waitFor();
}
async function notAssigned(page) {
  await page.goto(demo.customer('contoso'));
  await signIn(page, demo.ready.people.find((person) => /not assigned|without assignment|unassigned/i.test(person.note ?? '')));
  await page.getByText('AADSTS50105').first().waitFor();
}
async function unknownApplication(page) {
  await page.goto(`${demo.ready.identityProvider.replace(/\/$/, '')}/${demo.ready.tenantId}/saml2`);
}
async function fabrikam(page) {
  await page.goto(demo.customer('fabrikam'));
}
async function notFound(page) {
  await page.goto(`${demo.ready.identityProvider.replace(/\/$/, '')}/no-such-page`);
}
async function badResponse(page) {
  await page.goto(`${demo.customer('contoso')}handlers/sso/SamlAssertionConsumerHandler.ashx`);
}

const PAGES = { account, password, keep, myApps, noApps, signedOut: picker, home, notAssigned, unknownApplication, fabrikam, notFound, badResponse };

for (const [name, open] of Object.entries(PAGES)) {
  for (const [size, viewport] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
    for (const colorScheme of ['light', 'dark']) {
      test(`${name} on a ${size} in ${colorScheme}`, async () => {
        const page = await demo.visitor({ viewport, colorScheme });
        try {
          await open(page);
          await page.screenshot({ path: path.join(SCREENSHOTS, `${name}-${size}-${colorScheme}.png`), fullPage: true });
          await isAccessible(page, name);
          await fitsItsWidth(page, name);
        } finally {
          await page.context().close();
        }
      });
    }
  }
}
