# Was beide Systeme gleich sagen: Rahmen, Bausteine, Fehler.

skip-to-content = Zum Inhalt springen
sign-out = Abmelden
signed-in-as = Angemeldet als
breadcrumb = Brotkrumen
main-navigation = Hauptnavigation
open-menu = Menü
close = Schließen
language-choice = Sprache
language-english = English
language-german = Deutsch

show-password = Kennwort anzeigen
copy = Kopieren
copy-named = { $name } kopieren
copied = Kopiert

pages = Seiten
previous-page = Vorige Seite
next-page = Nächste Seite

continue = Weiter
continuing = Einen Moment, es geht gleich weiter.
continue-without-script = In diesem Browser sind Skripte ausgeschaltet. Wählen Sie { $button }, damit es weitergeht.

notice-info = Hinweis
notice-success = Erledigt
notice-warning = Warnung
notice-error = Fehler

failure-code = Fehlercode
failure-expected = Erwartet
failure-received = Erhalten
failure-what-to-change = Was zu ändern ist
failure-command = Für die Administration, auf der Befehlszeile
failure-details = Angaben für den Support
failure-correlation-id = Korrelations-ID
failure-timestamp = Zeitpunkt
failure-home = Zur Startseite

not-found-title = Diese Seite gibt es nicht
not-found-happened = Unter dieser Adresse ist nichts. Vielleicht ist der Link vertippt, oder das Ziel wurde entfernt.
not-found-change = Prüfen Sie die Adresse, oder beginnen Sie auf der Startseite.

method-title = So lässt sich diese Adresse nicht benutzen
method-happened = Die Adresse gibt es, aber sie beantwortet keine Anfrage der Art { $method }.
method-change = Öffnen Sie die Seite von der Startseite aus neu und benutzen Sie ihre eigenen Schaltflächen.

too-large-title = Das ist zu viel auf einmal
too-large-happened = Was gesendet wurde, ist größer, als diese Seite annimmt.
too-large-change = Senden Sie weniger, oder bitten Sie Ihre Administration, die Grenze anzuheben.
too-large-expected = höchstens { $limit } Byte
too-large-received-more = mehr als { $limit } Byte
too-large-received = { $size } Byte

form-expired-title = Dieses Formular gilt nicht mehr
form-expired-happened = Das Formular wurde vor zu langer Zeit oder in einer anderen Browsersitzung geöffnet; deshalb haben wir nichts ausgeführt.
form-expired-change = Gehen Sie zurück, laden Sie die Seite neu und senden Sie das Formular noch einmal. Cookies müssen für diese Seite erlaubt sein.
form-expired-expected = das Kennzeichen, das dieser Browser mit dem Formular bekam
form-expired-received-none = kein Kennzeichen
form-expired-received-other = ein Kennzeichen einer anderen Browsersitzung
form-expired-received-no-cookie = kein Cookie dieser Browsersitzung

form-foreign-title = Diese Anfrage kam von einer anderen Website
form-foreign-happened = Eine Seite einer anderen Adresse wollte in Ihrem Namen handeln. Es wurde nichts geändert.
form-foreign-change = Öffnen Sie diese Website direkt und handeln Sie dort. Geschieht das auf unseren eigenen Seiten, ändert ein Proxy den Hostnamen: Bitten Sie Ihre Administration, ihn unverändert weiterzugeben.

bad-form-title = Dieses Formular konnten wir nicht lesen
bad-form-happened = Was gesendet wurde, ist kein Formular, wie diese Seite es sendet.
bad-form-change = Gehen Sie zurück, laden Sie die Seite neu und senden Sie das Formular noch einmal.
bad-form-expected-type = ein Formular (application/x-www-form-urlencoded)
bad-form-expected-fields = höchstens { $limit } Felder
bad-form-received-fields = { $count } Felder
bad-form-received-nothing = nichts
bad-form-received-unreadable = ein Inhalt, der abbrach

request-title = Diese Anfrage haben wir nicht verstanden
request-happened = Etwas an der Anfrage ist nicht so, wie diese Adresse es erwartet.
request-change = Öffnen Sie die Seite von der Startseite aus neu.

internal-title = Bei uns ist etwas schiefgegangen
internal-happened = Das konnten wir nicht zu Ende bringen. Es liegt nicht an Ihnen, und auf Ihrer Seite muss nichts geändert werden.
internal-change = Versuchen Sie es gleich noch einmal. Bleibt der Fehler, geben Sie Ihrer Administration die Korrelations-ID unten.
