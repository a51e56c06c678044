// A service provider on @node-saml/node-saml as its makers ship it. Usage: node service_provider.mjs PORT CONFIGURATION.json
import { SAML, ValidateInResponseTo } from '@node-saml/node-saml';
import { serve } from '../service.mjs';

// The library keeps the ids it asked with in this provider's memory.
const providers = new Map();

function provider(text) {
  if (!providers.has(text)) {
    const settings = JSON.parse(text);
    providers.set(text, new SAML({
      issuer: settings.entityId,
      audience: settings.entityId,
      callbackUrl: settings.acsUrl,
      entryPoint: settings.loginUrl,
      logoutUrl: settings.logoutUrl,
      idpCert: settings.certificate,
      idpIssuer: settings.identityProvider,
      wantAssertionsSigned: settings.wantAssertionsSigned,
      wantAuthnResponseSigned: settings.wantAuthnResponseSigned,
      ...(settings.decryptionKey ? { decryptionPvk: settings.decryptionKey } : {}),
      authnRequestBinding: 'HTTP-Redirect',
      validateInResponseTo: ValidateInResponseTo.ifPresent,
    }));
  }
  return providers.get(text);
}

serve((text) => {
  const saml = provider(text);
  return {
    login: (relay) => saml.getAuthorizeUrlAsync(relay, undefined, {}),
    async accept(fields) {
      const { profile } = await saml.validatePostResponseAsync(fields);
      const { getAssertionXml, getAssertion, getSamlResponseXml, ...plain } = profile;
      return { nameId: profile.nameID, inResponseTo: profile.inResponseTo, attributes: plain.attributes ?? plain, profile };
    },
    logout: (session) => saml.getLogoutUrlAsync(session.profile, '', {}),
    async logoutRequest({ fields, query }, sessions) {
      const { profile } = await saml.validateRedirectAsync(fields, query);
      const meant = [...sessions].filter(([, session]) => session.nameId === profile.nameID && session.profile.sessionIndex === profile.sessionIndex);
      const address = await saml.getLogoutResponseUrlAsync(profile, fields.RelayState ?? '', {}, meant.length > 0);
      return [meant.map(([token]) => token), address];
    },
    async logoutResponse({ fields, query }) {
      const { loggedOut } = await saml.validateRedirectAsync(fields, query);
      if (!loggedOut) throw new Error('the identity provider did not sign out');
    },
  };
});
