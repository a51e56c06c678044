// An identity provider on samlp, as its makers ship it, behind Express. Usage: node identity_provider.mjs PORT CONFIGURATION.json
// The configuration is read anew for each request.
import { X509Certificate, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import express from 'express';
import session from 'express-session';

const require = createRequire(import.meta.url);
const samlp = require('samlp');
const SessionParticipants = require('samlp/lib/sessionParticipants');

const [port, configurationFile] = process.argv.slice(2);
const CIPHERS = {
  'aes256-gcm': 'http://www.w3.org/2009/xmlenc11#aes256-gcm',
  'aes256-cbc': 'http://www.w3.org/2001/04/xmlenc#aes256-cbc',
};
const UNSPECIFIED = 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified';

const settings = () => JSON.parse(readFileSync(configurationFile, 'utf8'));
const own = ({ identityProvider, key, certificate }) => ({ issuer: identityProvider, key, cert: certificate });

const app = express();
app.use(express.urlencoded({ extended: false }));
app.use(session({ name: `idp-${port}`, secret: randomBytes(16).toString('hex'), resave: false, saveUninitialized: true }));

/** Asks for a name, and comes back to the address that was asked for. */
function signedIn(request, response, next) {
  if (request.session.user) return next();
  request.session.next = request.originalUrl;
  return response.send('<form method="post" action="/sign-in"><input name="user"></form>');
}

app.post('/sign-in', (request, response) => {
  request.session.user = request.body.user;
  request.session.index = `_${randomBytes(16).toString('hex')}`;
  request.session.participants = [];
  response.redirect(303, request.session.next);
});

app.get(['/sso', '/launch'], signedIn, (request, response, next) => {
  const { entity, acs, slo, signed, encryption, keys, ...ours } = settings();
  const name = request.session.user;
  const { index: sessionIndex, participants } = request.session;
  if (!participants.some((one) => one.serviceProviderId === entity)) {
    participants.push({
      serviceProviderId: entity,
      nameId: name,
      nameIdFormat: UNSPECIFIED,
      sessionIndex,
      serviceProviderLogoutURL: slo,
      cert: keys.signing,
    });
  }
  const given = name[0].toUpperCase() + name.slice(1);
  const options = {
    ...own(ours),
    audience: entity,
    // By default both are the entity id of the service provider, which is no address.
    destination: acs,
    recipient: acs,
    sessionIndex,
    signAssertion: signed !== 'response',
    signResponse: signed !== 'assertion',
    getUserFromRequest: () => ({
      id: name,
      displayName: `${given} Oswald`,
      name: { givenName: given, familyName: 'Oswald' },
      emails: [{ value: `${name}@samlp.example` }],
    }),
    getPostURL: (audience, document, _, done) => done(null, acs),
  };
  if (encryption) {
    options.encryptionCert = keys.encryption;
    options.encryptionPublicKey = new X509Certificate(keys.encryption).publicKey.export({ type: 'spki', format: 'pem' });
    options.encryptionAlgorithm = CIPHERS[encryption];
    // CBC has to be allowed by name.
    options.disallowEncryptionWithInsecureAlgorithm = !encryption.endsWith('cbc');
  }
  samlp.auth(options)(request, response, next);
});

const logout = (binding) => (request, response, next) => {
  samlp.logout({
    ...own(settings()),
    ...binding,
    sessionParticipants: new SessionParticipants(request.session.participants ?? []),
    clearIdPSession: (done) => { delete request.session.user; done(); },
  })(request, response, next);
};
app.get('/slo', logout({ deflate: true, protocolBinding: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect' }));
app.post('/slo', logout({ protocolBinding: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST' }));
app.get('/session', (request, response) => response.json({ user: request.session.user ?? null }));
app.use((error, request, response, next) => response.status(400).send(`<pre>${error.stack ?? error}</pre>`));
app.listen(Number(port), '127.0.0.1');
