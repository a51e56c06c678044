// A service provider on samlify as its makers ship it. Usage: node service_provider.mjs PORT CONFIGURATION.json
import samlify from 'samlify';
import * as validator from '@authenio/samlify-node-xmllint';
import { serve } from '../service.mjs';
import { signedOctets } from './query.mjs';

// Each validation adds a listener.
process.setMaxListeners(0);
process.stdout.setMaxListeners(0);
samlify.setSchemaValidator(validator);
const { binding: BINDING, format: FORMAT } = samlify.Constants.namespace;
// The library does not keep the ids it asked with.
const asked = new Set();

function parties(settings) {
  const sp = samlify.ServiceProvider({
    entityID: settings.entityId,
    assertionConsumerService: [{ Binding: BINDING.post, Location: settings.acsUrl }],
    singleLogoutService: [{ Binding: BINDING.redirect, Location: settings.sloUrl }],
    nameIDFormat: [FORMAT.unspecified],
    wantAssertionsSigned: settings.wantAssertionsSigned,
    wantMessageSigned: settings.wantAuthnResponseSigned,
    wantLogoutRequestSigned: true,
    wantLogoutResponseSigned: true,
    encPrivateKey: settings.decryptionKey ?? undefined,
  });
  const idp = samlify.IdentityProvider({
    metadata: settings.metadata,
    isAssertionEncrypted: settings.decryptionKey !== null,
  });
  return { sp, idp };
}

serve((text) => {
  const settings = JSON.parse(text);
  const { sp, idp } = parties(settings);
  return {
    login(relay) {
      const { id, context } = sp.createLoginRequest(idp, 'redirect', { relayState: relay });
      asked.add(id);
      return context;
    },
    async accept(fields) {
      const { extract } = await sp.parseLoginResponse(idp, 'post', { body: fields });
      // What the library leaves to its application.
      if (extract.audience !== settings.entityId) throw new Error(`for ${extract.audience}`);
      const inResponseTo = extract.response.inResponseTo;
      if (inResponseTo && !asked.delete(inResponseTo)) throw new Error(`nobody asked with ${inResponseTo}`);
      const { nameID, attributes, sessionIndex: { sessionIndex } } = extract;
      return { nameId: nameID, inResponseTo, attributes, sessionIndex };
    },
    logout: (session) => sp.createLogoutRequest(idp, 'redirect', { logoutNameID: session.nameId, sessionIndex: session.sessionIndex }).context,
    async logoutRequest({ fields, query }, sessions) {
      const request = await sp.parseLogoutRequest(idp, 'redirect', { query: fields, octetString: signedOctets(query, 'SAMLRequest') });
      const { nameID, sessionIndex } = request.extract;
      const meant = [...sessions].filter(([, session]) => session.nameId === nameID && session.sessionIndex === sessionIndex);
      if (meant.length === 0) throw new Error('no such session');
      const { context } = sp.createLogoutResponse(idp, request, 'redirect', { relayState: fields.RelayState });
      return [meant.map(([token]) => token), context];
    },
    async logoutResponse({ fields, query }) {
      await sp.parseLogoutResponse(idp, 'redirect', { query: fields, octetString: signedOctets(query, 'SAMLResponse') });
    },
  };
});
