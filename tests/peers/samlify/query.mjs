/** What the signature of a query covers, as it was received; the library wants to be told. */
export const signedOctets = (query, name) => [name, 'RelayState', 'SigAlg']
  .flatMap((wanted) => query.split('&').filter((pair) => pair.startsWith(`${wanted}=`)))
  .join('&');
