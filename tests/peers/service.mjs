// What every service provider in JavaScript here has in common: sessions by cookie, and the five addresses that the driver
// uses. An adapter is a function of the configuration, which is read anew for each request, to an object with
//   login(relay)                        -> the address that asks for a sign-on
//   accept(fields)                      -> { nameId, inResponseTo, attributes, ...what a session needs }
//   logout(session)                     -> the address that asks the identity provider for the end of the session
//   logoutRequest(request, sessions)    -> [tokens of the sessions that end, the address of the answer]
//   logoutResponse(request)             -> nothing; fails if the session is not over there
import http from 'node:http';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';

const sessions = new Map();

function body(request) {
  return new Promise((resolve, reject) => {
    let text = '';
    request.on('data', (part) => { text += part; });
    request.on('end', () => resolve(text));
    request.on('error', reject);
  });
}

async function dispatch(provider, request, cookie) {
  const posted = request.method === 'POST' ? await body(request) : null;
  const url = new URL(request.url, 'http://127.0.0.1');
  const query = url.search.slice(1);
  const fields = Object.fromEntries(new URLSearchParams(posted ?? query));
  const cookies = Object.fromEntries((request.headers.cookie ?? '').split('; ').map((pair) => pair.split('=', 2)));
  const token = cookies[cookie];
  if (url.pathname === '/login') return { location: await provider.login(fields.relay ?? '') };
  if (url.pathname === '/acs' && posted !== null) {
    const session = await provider.accept(fields);
    const fresh = randomBytes(24).toString('base64url');
    sessions.set(fresh, session);
    const { nameId, inResponseTo, attributes } = session;
    const answer = { accepted: true, relayState: fields.RelayState ?? null, nameId, inResponseTo: inResponseTo ?? null, attributes };
    return { answer, cookie: `${cookie}=${fresh}; Path=/; HttpOnly` };
  }
  if (url.pathname === '/session') return { answer: { nameId: sessions.get(token)?.nameId ?? null } };
  if (url.pathname === '/logout') return { location: await provider.logout(sessions.get(token)) };
  if (url.pathname === '/slo' && fields.SAMLRequest) {
    const [ended, location] = await provider.logoutRequest({ fields, query }, sessions);
    for (const one of ended) sessions.delete(one);
    return { location };
  }
  if (url.pathname === '/slo') {
    await provider.logoutResponse({ fields, query });
    sessions.delete(token);
    return { answer: { signedOut: true } };
  }
  return { status: 404, answer: { accepted: false, error: 'no such address' } };
}

/** Serves an adapter on loopback until the process is ended. */
export function serve(make) {
  const [port, configurationFile] = process.argv.slice(2);
  http.createServer(async (request, response) => {
    let result;
    try {
      const provider = make(readFileSync(configurationFile, 'utf8'));
      result = await dispatch(provider, request, `session-${port}`);
    } catch (error) {
      result = { status: 400, answer: { accepted: false, error: String(error?.message ?? error) } };
    }
    const headers = result.location ? { location: result.location } : { 'content-type': 'application/json' };
    if (result.cookie) headers['set-cookie'] = result.cookie;
    response.writeHead(result.location ? 302 : result.status ?? 200, headers);
    response.end(result.location ? '' : JSON.stringify(result.answer));
  }).listen(Number(port), '127.0.0.1');
}
