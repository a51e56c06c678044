// An identity provider on samlify as its makers ship it. Usage: node identity_provider.mjs PORT CONFIGURATION.json
// The configuration is read anew for each request.
import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import samlify from 'samlify';
import * as validator from '@authenio/samlify-node-xmllint';
import { signedOctets } from './query.mjs';

// Each validation adds a listener.
process.setMaxListeners(0);
process.stdout.setMaxListeners(0);
samlify.setSchemaValidator(validator);

const [port, configurationFile] = process.argv.slice(2);
const { binding: BINDING, format: FORMAT } = samlify.Constants.namespace;
const { encryption: ENCRYPTION } = samlify.Constants.algorithms;
const CIPHERS = { 'aes128-gcm': ENCRYPTION.data.AES_128_GCM, 'aes256-cbc': ENCRYPTION.data.AES_256 };
const CLAIMS = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/';
const sessions = new Map();

// The library leaves the statement of authentication to its application, and the names and values of attributes.
const STATEMENT = '<saml:AuthnStatement AuthnInstant="{IssueInstant}" SessionIndex="{SessionIndex}"><saml:AuthnContext>'
  + '<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef>'
  + '</saml:AuthnContext></saml:AuthnStatement>';
const attributes = ['givenname', 'surname', 'emailaddress'].map((name) => ({
  name: CLAIMS + name,
  nameFormat: 'urn:oasis:names:tc:SAML:2.0:attrname-format:uri',
  valueXsiType: 'xs:string',
  valueTag: name,
}));

function parties(settings) {
  const idp = samlify.IdentityProvider({
    entityID: settings.identityProvider,
    privateKey: settings.key,
    signingCert: settings.certificate,
    singleSignOnService: [{ Binding: BINDING.redirect, Location: `${settings.root}/sso` }],
    singleLogoutService: [{ Binding: BINDING.redirect, Location: `${settings.root}/slo` }],
    nameIDFormat: [FORMAT.persistent],
    wantLogoutRequestSigned: true,
    wantLogoutResponseSigned: true,
    isAssertionEncrypted: settings.encryption !== null,
    dataEncryptionAlgorithm: CIPHERS[settings.encryption],
    loginResponseTemplate: {
      context: samlify.SamlLib.defaultLoginResponseTemplate.context.replace('{AuthnStatement}', STATEMENT),
      attributes,
    },
  });
  const sp = samlify.ServiceProvider({
    entityID: settings.entity,
    assertionConsumerService: [{ Binding: BINDING.post, Location: settings.acs }],
    singleLogoutService: [{ Binding: BINDING.redirect, Location: settings.slo }],
    signingCert: settings.keys.signing,
    encryptCert: settings.keys.encryption,
    wantAssertionsSigned: settings.signed !== 'response',
    wantMessageSigned: settings.signed !== 'assertion',
    wantLogoutRequestSigned: true,
    wantLogoutResponseSigned: true,
  });
  return { idp, sp };
}

/** Fills in the template: all of it, since the library does all or nothing. */
function filled({ idp, sp }, settings, request, session) {
  return (template) => {
    const now = new Date();
    const later = new Date(now.getTime() + 5 * 60 * 1000).toISOString();
    const id = `_${randomUUID()}`;
    const given = session.user[0].toUpperCase() + session.user.slice(1);
    return {
      id,
      context: samlify.SamlLib.replaceTagsByValue(template, {
        ID: id,
        AssertionID: `_${randomUUID()}`,
        Destination: settings.acs,
        SubjectRecipient: settings.acs,
        Audience: sp.entityMeta.getEntityID(),
        Issuer: idp.entityMeta.getEntityID(),
        IssueInstant: now.toISOString(),
        StatusCode: samlify.Constants.StatusCode.Success,
        ConditionsNotBefore: now.toISOString(),
        ConditionsNotOnOrAfter: later,
        SubjectConfirmationDataNotOnOrAfter: later,
        NameIDFormat: FORMAT.persistent,
        NameID: session.user,
        // An answer that nobody asked for answers nothing: the library leaves out what has no value.
        InResponseTo: request?.extract.request.id,
        SessionIndex: session.index,
        attrGivenname: given,
        attrSurname: 'Oswald',
        attrEmailaddress: `${session.user}@samlify.example`,
      }),
    };
  };
}

async function signOn(settings, { url, query, fields, session }) {
  if (!session) {
    const next = url.replaceAll('&', '&amp;');
    return { page: `<form method="post" action="/sign-in"><input name="user"><input name="next" value="${next}"></form>` };
  }
  const both = parties(settings);
  const request = fields.SAMLRequest ? await both.idp.parseLoginRequest(both.sp, 'redirect', { query: fields, octetString: query }) : null;
  const { context } = await both.idp.createLoginResponse(both.sp, request ?? {}, 'post', session, {
    customTagReplacement: filled(both, settings, request, session),
    // What is signed outside has to be signed as it is sent.
    encryptThenSign: settings.signed !== 'assertion',
  });
  const relayState = (fields.RelayState ?? '').replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  return { page: `<form method="post" action="${settings.acs}"><input name="SAMLResponse" value="${context}"><input name="RelayState" value="${relayState}"></form>` };
}

async function logout(settings, { query, fields }) {
  const { idp, sp } = parties(settings);
  if (fields.SAMLResponse) {
    await idp.parseLogoutResponse(sp, 'redirect', { query: fields, octetString: signedOctets(query, 'SAMLResponse') });
    return { page: '<p>signed out</p>' };
  }
  const request = await idp.parseLogoutRequest(sp, 'redirect', { query: fields, octetString: signedOctets(query, 'SAMLRequest') });
  const { nameID, sessionIndex } = request.extract;
  const meant = [...sessions].filter(([, session]) => session.user === nameID && session.index === sessionIndex);
  if (meant.length === 0) throw new Error('no such session');
  for (const [token] of meant) sessions.delete(token);
  return { location: idp.createLogoutResponse(sp, request, 'redirect', { relayState: fields.RelayState }).context };
}

/** Ends the session here, and asks the service provider to end its own. */
function signOut(settings, { token, session }) {
  const { idp, sp } = parties(settings);
  sessions.delete(token);
  const user = { logoutNameID: session.user, sessionIndex: session.index };
  return { location: idp.createLogoutRequest(sp, 'redirect', user).context };
}

function signIn(_, { fields }) {
  const token = randomBytes(24).toString('base64url');
  sessions.set(token, { user: fields.user, index: `_${randomBytes(16).toString('hex')}` });
  return { location: fields.next, cookie: `idp-${port}=${token}; Path=/; HttpOnly` };
}

const PAGES = {
  '/sso': signOn,
  '/launch': signOn,
  '/slo': logout,
  '/sign-out': signOut,
  '/sign-in': signIn,
  '/session': (_, { session }) => ({ page: JSON.stringify({ user: session?.user ?? null }) }),
};

http.createServer(async (request, response) => {
  let text = '';
  for await (const part of request) text += part;
  const { pathname, search } = new URL(request.url, 'http://127.0.0.1');
  const query = search.slice(1);
  const token = new RegExp(`idp-${port}=([^;]*)`).exec(request.headers.cookie ?? '')?.[1];
  const asked = { url: request.url, query, fields: Object.fromEntries(new URLSearchParams(text || query)), token, session: sessions.get(token) };
  let result;
  try {
    result = await PAGES[pathname](JSON.parse(readFileSync(configurationFile, 'utf8')), asked);
  } catch (error) {
    result = { status: 400, page: `<pre>${error?.stack ?? error}</pre>` };
  }
  response.writeHead(result.location ? 303 : result.status ?? 200, {
    'content-type': 'text/html',
    ...(result.location ? { location: result.location } : {}),
    ...(result.cookie ? { 'set-cookie': result.cookie } : {}),
  });
  response.end(result.page ?? '');
}).listen(Number(port), '127.0.0.1');
