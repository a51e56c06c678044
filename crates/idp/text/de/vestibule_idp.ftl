### Was der Identitätsanbieter den Menschen sagt.

## Auf jeder Seite

back = Zurück
sign-out = Abmelden

## Anmeldung: Konto

account-title = Anmelden
account-to-application = um { $application } zu öffnen
account-to-my-apps = um „Meine Apps“ zu öffnen
account-label = Benutzername
account-hint = Ihr Benutzerprinzipalname, zum Beispiel name@contoso.example.
account-next = Weiter
account-missing = Geben Sie Ihren Benutzernamen ein.
account-malformed = Geben Sie einen Benutzernamen der Form name@domäne ein.

## Anmeldung: Kennwort

password-title = Kennwort eingeben
password-label = Kennwort
password-sign-in = Anmelden
password-missing = Geben Sie Ihr Kennwort ein.
password-incorrect = Benutzername oder Kennwort ist falsch. Wenn Sie Ihr Kennwort nicht mehr wissen, bitten Sie die Administration, es zurückzusetzen.
password-locked = Zu viele Anmeldeversuche sind gescheitert. Dieses Konto kann eine Weile nicht benutzt werden: Versuchen Sie es in einigen Minuten erneut, oder wenden Sie sich an die Administration.
password-again = { $application } verlangt, dass Sie sich noch einmal ausweisen.

## Anmeldung: ein neues Kennwort

change-title = Kennwort ändern
change-lead = Sie müssen ein eigenes Kennwort wählen, weil Sie sich zum ersten Mal anmelden oder weil die Administration Ihr Kennwort zurückgesetzt hat.
change-current-label = Aktuelles Kennwort
change-new-label = Neues Kennwort
change-new-hint = 8 bis 256 Zeichen aus mindestens dreien von diesen: Kleinbuchstaben, Großbuchstaben, Ziffern, Symbole.
change-confirm-label = Neues Kennwort bestätigen
change-submit = Kennwort ändern
change-mismatch = Die beiden neuen Kennwörter sind nicht gleich.
change-new-missing = Wählen Sie ein neues Kennwort.

## Anmeldung: bleiben, wählen, gehen

keep-title = Angemeldet bleiben?
keep-lead = Dann werden Sie in diesem Browser seltener nach Ihrer Anmeldung gefragt. Sagen Sie Nein an einem Rechner, den auch andere benutzen.
keep-yes = Ja
keep-no = Nein
picker-title = Konto auswählen
picker-use-another = Anderes Konto verwenden
sign-out-title = Abmelden
sign-out-lead = Sie werden in diesem Browser abgemeldet: { $accounts }. Anwendungen, die Sie geöffnet haben, bleiben möglicherweise offen, bis Sie sich dort abmelden.
signed-out-title = Sie haben sich abgemeldet
signed-out-lead = Schließen Sie am besten alle Fenster dieses Browsers.
signed-out-again = Wieder anmelden
sign-out-asked-title = { $application } möchte Sie abmelden
sign-out-asked-lead = { $application } sagt nicht, welche Sitzung gemeint ist. Sie sind angemeldet mit { $accounts }; wenn Sie fortfahren, werden Sie in diesem Browser und bei den Anwendungen abgemeldet, die Sie benutzt haben.
sign-out-telling = Ihre Sitzung ist beendet. Wenn nichts geschieht, drücken Sie auf „Fortfahren“.
sign-out-apps-title = Sie werden abgemeldet
sign-out-apps-lead = Ihre Sitzung ist beendet. Die Anwendungen, die Sie benutzt haben, werden benachrichtigt; das dauert einige Sekunden.
sign-out-frame = Abmeldung bei { $application }
sign-out-continue = Fortfahren
sign-out-result-all = Sie sind bei { $told } von { $all } Anwendungen abgemeldet, die Sie benutzt haben. Schließen Sie auch alle Fenster dieses Browsers.
sign-out-result-some = Sie sind bei { $told } von { $all } Anwendungen abgemeldet, die Sie benutzt haben. Melden Sie sich bei den übrigen mit deren Schaltflächen ab.
sign-out-answered = Abgemeldet
sign-out-silent = Keine Antwort
sign-out-failed = Die Anwendung konnte Sie nicht abmelden
sign-out-without-address = Lässt sich von hier nicht benachrichtigen: melden Sie sich dort ab
sign-out-go = Bei { $application } abmelden
sign-out-back = Zurück zur Anwendung

## Die Antwort an eine Anwendung

answer-title = Anmeldung bei { $application }
answer-lead = Sie werden bei { $application } angemeldet. Wenn nichts geschieht, drücken Sie auf „Fortfahren“.
answer-refused-title = Zurück zu { $application }
answer-refused-lead = { $application } erfährt, dass diese Anmeldung nicht möglich ist. Wenn nichts geschieht, drücken Sie auf „Fortfahren“.
answer-continue = Fortfahren

## Meine Apps

my-apps-title = Meine Apps
my-apps-search = Apps suchen
my-apps-search-submit = Suchen
my-apps-list = Apps
my-apps-found = Apps: { $count }
my-apps-empty = Hier ist noch nichts. Apps erscheinen hier, sobald die Administration sie Ihnen zugewiesen hat.
my-apps-no-match = Keine App passt zu „{ $words }“.
my-apps-show-all = Alle Apps zeigen

## Fehlschläge

failure-title = Sie können nicht angemeldet werden
failure-sign-out-title = Die Abmeldung ist nicht möglich
failure-application = Anwendung
failure-tenant = Organisation
failure-account = Konto
failure-request-id = Anforderungs-ID

## Eine Ablehnung unter einem Formular

inline-title = Einzelheiten für die Administration
inline-code = Code
inline-happened = Was geschehen ist
inline-expected = Erwartet
inline-received = Erhalten
inline-change = Was zu ändern ist
inline-correlation-id = Korrelations-ID
inline-time = Zeitpunkt

aadsts-50003-happened = Die Anwendung hat kein verwendbares Signaturzertifikat, darum kann für sie nichts ausgestellt werden.
aadsts-50003-change = Die Administration kann unter „SAML-Zertifikate“ der Anwendung ein Zertifikat anlegen und aktivieren.
aadsts-50006-happened = Die Signatur der Anforderung, die die Anwendung geschickt hat, ist ungültig.
aadsts-50006-change = Die Administration der Anwendung muss Anforderungen mit dem Schlüssel signieren, der zum hier hinterlegten Prüfzertifikat gehört, oder das richtige Zertifikat hinterlegen.
aadsts-50007-happened = Die Nachrichten der Anwendung sollen verschlüsselt werden, und ihr Zertifikat dafür ist nicht brauchbar.
aadsts-50007-change = Die Administration kann das Verschlüsselungszertifikat der Anwendung neu hinterlegen.
aadsts-50011-happened = Die Antwort-URL der Anforderung gehört nicht zu denen, die für die Anwendung registriert sind.
aadsts-50011-change = Liegt die Anwendung an dieser Adresse, kann die Administration sie unter „Grundlegende SAML-Konfiguration > Antwort-URL (Assertionsverbraucherdienst-URL)“ hinzufügen, genau so, wie die Anwendung sie schickt: Jedes Zeichen zählt. Vorhandene Antwort-URLs bleiben.
aadsts-50034-happened = Benutzername oder Kennwort ist falsch.
aadsts-50034-change = Prüfen Sie beide Eingaben, oder bitten Sie die Administration, Ihr Kennwort zurückzusetzen.
aadsts-50053-happened = Zu viele Anmeldeversuche sind gescheitert, darum kann dieses Konto eine Weile nicht benutzt werden.
aadsts-50053-change = Versuchen Sie es in einigen Minuten erneut. Wenn nicht Sie es waren, sagen Sie der Administration Bescheid.
aadsts-50055-happened = Ihr Kennwort muss geändert werden, bevor es weitergeht.
aadsts-50055-change = Beginnen Sie neu, und wählen Sie ein neues Kennwort, wenn Sie danach gefragt werden.
aadsts-50057-happened = Ihr Konto ist deaktiviert.
aadsts-50057-change = Bitten Sie die Administration, es wieder zu aktivieren: „Kontostatus“ auf Ihrer Benutzerseite.
aadsts-50058-happened = Die Anwendung hat eine Anmeldung verlangt, bei der keine Seite gezeigt wird, aber in diesem Browser ist niemand angemeldet.
aadsts-50058-change = Melden Sie sich zuerst an, oder lassen Sie die Anwendung ohne IsPassive anfragen.
aadsts-50061-happened = Die Abmeldenachricht gehört zu keiner laufenden Abmeldung.
aadsts-50061-change = Melden Sie sich noch einmal ab, bei der Anwendung oder in My Apps.
aadsts-50071-happened = Die Abmeldenachricht der Anwendung ist zu alt, oder sie kommt aus der Zukunft.
aadsts-50071-change = Melden Sie sich noch einmal ab. Wenn es wieder geschieht, sollte der Administrator der Anwendung deren Uhr prüfen.
aadsts-50089-happened = Diese Anmeldung war zu lange offen, oder sie wurde in einem anderen Browser begonnen.
aadsts-50089-change = Beginnen Sie neu: in der Anwendung oder unter „Meine Apps“.
aadsts-50105-happened = Die Anwendung steht nur denen offen, denen sie zugewiesen wurde, und Ihnen wurde sie nicht zugewiesen.
aadsts-50105-change = Die Administration kann Sie oder eine Gruppe, der Sie direkt angehören, unter „Benutzer und Gruppen“ der Anwendung zuweisen.
aadsts-50126-happened = Benutzername oder Kennwort ist falsch.
aadsts-50126-change = Prüfen Sie beide Eingaben, oder bitten Sie die Administration, Ihr Kennwort zurückzusetzen.
aadsts-50132-happened = Ihre Sitzung ist zu Ende.
aadsts-50132-change = Melden Sie sich neu an.
aadsts-50133-happened = Ihre Sitzung wurde beendet, weil Ihr Kennwort geändert wurde oder weil die Administration sie widerrufen hat.
aadsts-50133-change = Melden Sie sich neu an.
aadsts-50140-happened = Die Anmeldung blieb bei der Frage stehen, ob Sie angemeldet bleiben wollen.
aadsts-50140-change = Beginnen Sie neu, und beantworten Sie die Frage.
aadsts-50146-happened = Die Anwendung braucht einen eigenen Signaturschlüssel und hat keinen gültigen.
aadsts-50146-change = Die Administration kann unter „SAML-Zertifikate“ der Anwendung ein Zertifikat anlegen und aktivieren.
aadsts-50196-happened = Die Anwendung verlangt dieselbe Anmeldung wieder und wieder, darum wurde sie angehalten.
aadsts-50196-change = Schließen Sie die Anwendung und warten Sie eine Minute. Wenn es wieder geschieht, sollte ihre Administration prüfen, ob sie annimmt, was sie erhält: Uhr, Zertifikat und Antwort-URL.
aadsts-70001-happened = Eine solche Anwendung gibt es in dieser Organisation nicht, oder sie wurde gelöscht.
aadsts-70001-change = Fragen Sie die Administration der Anwendung, ob sie noch angeboten wird. Eine gelöschte kann 30 Tage lang wiederhergestellt werden.
aadsts-75003-happened = Die Anwendung hat die Antwort auf einem Weg verlangt, der nicht angeboten wird.
aadsts-75003-change = Die Anwendung muss in ProtocolBinding HTTP-POST verlangen oder es weglassen.
aadsts-75005-happened = Was die Anwendung geschickt hat, ist keine gültige SAML-2.0-Anmeldeanforderung.
aadsts-75005-change = Die Administration der Anwendung muss die Anforderung berichtigen. Die Anmelde-URL nimmt hier AuthnRequest-Nachrichten über HTTP-Redirect oder HTTP-POST an.
aadsts-75008-happened = Die Anforderung der Anwendung ist für eine andere Adresse bestimmt.
aadsts-75008-change = Die Administration der Anwendung muss die Anmelde-URL dieser Organisation als Ziel der Anforderungen verwenden.
aadsts-75011-happened = Die Anwendung verlangt eine Art der Anmeldung, die nicht zu Ihrer passt.
aadsts-75011-change = Die Administration der Anwendung kann RequestedAuthnContext weglassen oder Password verlangen. Mit ForceAuthn wird neu angemeldet.
aadsts-75016-happened = Die Anwendung hat eine Form des Namensbezeichners verlangt, die nicht angeboten wird.
aadsts-75016-change = Die Administration der Anwendung kann in NameIDPolicy persistent, emailAddress, unspecified oder transient wählen oder es weglassen.
aadsts-76021-happened = Die Anwendung darf nur mit signierten Anforderungen benutzt werden, und diese ist nicht so signiert, wie sie sein sollte.
aadsts-76021-change = Die Administration der Anwendung muss Anforderungen signieren: bei HTTP-Redirect durch SigAlg und Signature in der Adresse, bei HTTP-POST in der Nachricht. Ein Start aus „Meine Apps“ ist nicht möglich.
aadsts-76026-happened = Die Anforderung der Anwendung ist zu alt, oder sie kommt aus der Zukunft.
aadsts-76026-change = Beginnen Sie neu in der Anwendung. Wenn es wieder geschieht, sollte ihre Administration die Uhr prüfen.
aadsts-90002-happened = Eine Organisation dieses Namens gibt es hier nicht.
aadsts-90002-change = Prüfen Sie die Anmelde-URL, die die Anwendung verwendet. Sie enthält die Mandanten-ID oder eine der überprüften Domänen.
aadsts-90015-happened = Die Anforderung ist zu lang.
aadsts-90015-change = Die Administration der Anwendung kann die Anforderung kürzen oder sie über HTTP-POST schicken.
aadsts-90019-happened = Die Anforderung sagt nicht, zu welcher Organisation sie gehört.
aadsts-90019-change = Verwenden Sie die vollständige Adresse: Sie endet mit tenantId und der ID des Mandanten.
aadsts-90023-happened = Die Anforderung ist ungültig.
aadsts-90023-change = Beginnen Sie neu in der Anwendung. Wenn es wieder geschieht, sagen Sie ihrer Administration Bescheid.
aadsts-90033-happened = Der Identitätsanbieter kann das gerade nicht tun.
aadsts-90033-change = Versuchen Sie es in einer Minute noch einmal. Wenn es wieder geschieht, nennen Sie der Administration die Korrelations-ID.
aadsts-120000-happened = Das aktuelle Kennwort ist falsch.
aadsts-120000-change = Geben Sie das Kennwort ein, mit dem Sie sich gerade angemeldet haben.
aadsts-120002-happened = Das neue Kennwort ist zu leicht zu erraten.
aadsts-120002-change = Wählen Sie ein längeres oder selteneres Kennwort.
aadsts-120003-happened = Das neue Kennwort enthält einen Namen.
aadsts-120003-change = Wählen Sie ein Kennwort ohne Ihren Namen und den Ihrer Organisation.
aadsts-120018-happened = Das neue Kennwort entspricht nicht den Regeln Ihrer Organisation.
aadsts-120018-change = Wählen Sie ein anderes Kennwort.
aadsts-501241-happened = Der Bezeichner, unter dem die Anwendung Sie kennt, wäre leer.
aadsts-501241-change = Die Administration muss die Eigenschaft füllen, aus der der eindeutige Benutzerbezeichner (Namens-ID) stammt.
aadsts-700016-happened = Eine Anwendung mit diesem Bezeichner ist in dieser Organisation nicht registriert.
aadsts-700016-change = Vergleichen Sie den Bezeichner, den die Anwendung schickt, mit „Grundlegende SAML-Konfiguration > Bezeichner (Entitäts-ID)“: Jedes Zeichen zählt, auch der Schrägstrich am Ende. Vielleicht verwendet die Anwendung auch die Anmelde-URL einer anderen Organisation.
aadsts-750054-happened = Die Adresse wurde ohne SAML-Anforderung aufgerufen.
aadsts-750054-change = Beginnen Sie in der Anwendung oder unter „Meine Apps“. Eine Anmeldeanforderung ist genau ein Parameter SAMLRequest.
aadsts-750056-happened = Die SAML-Nachricht ist nicht so kodiert, wie sie sein sollte.
aadsts-750056-change = Die Administration der Anwendung muss Anforderungen für HTTP-Redirect mit DEFLATE, Base64 und URL-Kodierung kodieren, in dieser Reihenfolge; für HTTP-POST nur mit Base64.
aadsts-900235-happened = Die Anwendung vergleicht Arten der Anmeldung nach einem Verfahren, das nicht angeboten wird.
aadsts-900235-change = Die Administration der Anwendung muss in RequestedAuthnContext Comparison="exact" verwenden oder es weglassen.
aadsts-900236-happened = Die Anforderung der Anwendung enthält etwas, das nicht darin stehen darf.
aadsts-900236-change = Die Administration der Anwendung muss die unten genannte Eigenschaft weglassen.
aadsts-900561-happened = Die Adresse nimmt Anforderungen dieser Art nicht an.
aadsts-900561-change = Beginnen Sie neu: in der Anwendung oder unter „Meine Apps“. Die Zurück-Taste des Browsers kann hierher führen.
aadsts-900971-happened = Für die Anwendung ist keine Antwort-URL registriert, darum gibt es keine Adresse, an die geantwortet werden könnte.
aadsts-900971-change = Die Administration kann die Adresse unter „Grundlegende SAML-Konfiguration > Antwort-URL (Assertionsverbraucherdienst-URL)“ eintragen.
aadsts-7000112-happened = Die Anmeldung bei der Anwendung ist ausgeschaltet.
aadsts-7000112-change = Die Administration kann sie unter „Eigenschaften > Aktiviert für die Benutzeranmeldung“ der Anwendung einschalten.
aadsts-7500525-happened = Die SAML-Nachricht ist kein wohlgeformtes XML.
aadsts-7500525-change = Die Administration der Anwendung muss die Nachricht berichtigen.
aadsts-7500529-happened = Die Kennung der Anforderung ist ungültig.
aadsts-7500529-change = Die Administration der Anwendung muss Kennungen schicken, die mit einem Buchstaben oder Unterstrich beginnen, zum Beispiel _ und eine GUID.

## Fehlschläge, für die niemand etwas kann, und Adressen, die es nicht gibt

unavailable-title = Das hat nicht geklappt
unavailable-happened = Die Anmeldung konnte wegen eines Fehlers auf unserer Seite nicht abgeschlossen werden.
unavailable-change = Versuchen Sie es gleich noch einmal. Wenn es wieder geschieht, nennen Sie der Administration die Korrelations-ID.
too-many-title = Zu viele abgelehnte Nachrichten
too-many-happened = Von Ihrer Netzwerkadresse wurden in kurzer Zeit zu viele Nachrichten abgelehnt.
too-many-change = Warten Sie einige Sekunden und beginnen Sie neu. Teilen sich viele Menschen Ihre Adresse, sagen Sie es der Administration.
metadata-title = Immer nur eine Anwendung
metadata-happened = Jede Anwendung hat eigene Signaturschlüssel, darum gibt es keine Föderationsmetadaten für die Organisation als Ganzes.
metadata-received = keine appid
metadata-change = Hängen Sie appid und die ID der Anwendung an die Adresse an. Die Administration findet sie als „App-Verbundmetadaten-URL“.
