// A service provider on @node-saml/node-saml as its makers ship it: what it accepts is answered as JSON.
// Usage: node server.mjs PORT CONFIGURATION.json ; the configuration is read anew for each request.
import http from 'node:http';
import { readFileSync } from 'node:fs';
import { SAML, ValidateInResponseTo } from '@node-saml/node-saml';

const [port, configurationFile] = process.argv.slice(2);
// The library keeps the ids it asked with in this provider's memory.
const providers = new Map();

function provider(kind) {
  const text = readFileSync(configurationFile, 'utf8');
  const key = kind + text;
  if (!providers.has(key)) {
    const settings = JSON.parse(text);
    providers.set(key, new SAML({
      issuer: settings.entityId,
      audience: settings.entityId,
      callbackUrl: settings.acsUrl,
      entryPoint: settings.loginUrl,
      idpCert: settings.certificate,
      idpIssuer: settings.identityProvider,
      wantAssertionsSigned: settings.wantAssertionsSigned,
      wantAuthnResponseSigned: settings.wantAuthnResponseSigned,
      ...(settings.decryptionKey ? { decryptionPvk: settings.decryptionKey } : {}),
      authnRequestBinding: 'HTTP-Redirect',
      validateInResponseTo: kind === 'always' ? ValidateInResponseTo.always : ValidateInResponseTo.ifPresent,
    }));
  }
  return providers.get(key);
}

function body(request) {
  return new Promise((resolve, reject) => {
    let text = '';
    request.on('data', (part) => { text += part; });
    request.on('end', () => resolve(Object.fromEntries(new URLSearchParams(text))));
    request.on('error', reject);
  });
}

http.createServer(async (request, response) => {
  const answer = (status, value) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(value));
  };
  try {
    const url = new URL(request.url, `http://127.0.0.1:${port}`);
    if (url.pathname === '/login') {
      const relayState = url.searchParams.get('relay') ?? '';
      const location = await provider('ifPresent').getAuthorizeUrlAsync(relayState, undefined, {});
      response.writeHead(302, { location });
      response.end();
    } else if (url.pathname === '/acs' && request.method === 'POST') {
      const fields = await body(request);
      const { profile } = await provider('ifPresent').validatePostResponseAsync(fields);
      const { getAssertionXml, getAssertion, getSamlResponseXml, ...plain } = profile;
      answer(200, { accepted: true, nameId: profile.nameID, relayState: fields.RelayState ?? null, inResponseTo: profile.inResponseTo ?? null, attributes: plain.attributes ?? plain });
    } else {
      answer(404, { accepted: false });
    }
  } catch (error) {
    answer(400, { accepted: false, error: String(error.message ?? error) });
  }
}).listen(Number(port), '127.0.0.1', () => console.log('ready'));
