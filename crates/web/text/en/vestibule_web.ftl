# What both systems say alike: layout, components, failures.

skip-to-content = Skip to content
sign-out = Sign out
signed-in-as = Signed in as
breadcrumb = Breadcrumb
main-navigation = Main
open-menu = Menu
close = Close
language-choice = Language
language-english = English
language-german = Deutsch

show-password = Show password
copy = Copy
copy-named = Copy { $name }
copied = Copied

pages = Pages
previous-page = Previous page
next-page = Next page

continue = Continue
continuing = One moment, we are taking you on.
continue-without-script = Scripts are switched off in this browser. Choose { $button } to go on.

notice-info = Note
notice-success = Done
notice-warning = Warning
notice-error = Error

failure-code = Error code
failure-expected = Expected
failure-received = Received
failure-what-to-change = What to change
failure-command = For administrators, on the command line
failure-details = Details for support
failure-correlation-id = Correlation ID
failure-timestamp = Time
failure-home = Go to the start page

not-found-title = This page does not exist
not-found-happened = There is nothing at this address. The link may be mistyped, or what it led to was removed.
not-found-change = Check the address, or start from the start page.

method-title = This address cannot be used that way
method-happened = The address exists, but it does not answer a request of the kind { $method }.
method-change = Open the page again from the start page and use its own buttons.

too-large-title = This is too much at once
too-large-happened = What was sent is larger than this page takes.
too-large-change = Send less, or ask your administrator to raise the limit.
too-large-expected = at most { $limit } bytes
too-large-received-more = more than { $limit } bytes
too-large-received = { $size } bytes

form-expired-title = This form is no longer valid
form-expired-happened = The form was opened too long ago or in another browser session, so we did not act on it.
form-expired-change = Go back, load the page again and send the form once more. Cookies must be allowed for this site.
form-expired-expected = the mark that this browser was given with the form
form-expired-received-none = no mark
form-expired-received-other = a mark of another browser session
form-expired-received-no-cookie = no cookie of this browser session

form-foreign-title = This request came from another site
form-foreign-happened = A page of another address tried to act on your behalf. Nothing was changed.
form-foreign-change = Open this site directly and do it there. If this happens on our own pages, a proxy in between changes the host name: ask your administrator to pass it on unchanged.

bad-form-title = We could not read this form
bad-form-happened = What was sent is not a form as this page would send it.
bad-form-change = Go back, load the page again and send the form once more.
bad-form-expected-type = a form (application/x-www-form-urlencoded)
bad-form-expected-fields = at most { $limit } fields
bad-form-received-fields = { $count } fields
bad-form-received-nothing = nothing
bad-form-received-unreadable = a body that broke off

request-title = We could not understand this request
request-happened = Something in the request is not as this address expects it.
request-change = Open the page again from the start page.

internal-title = Something went wrong on our side
internal-happened = We could not finish this. It is not your fault, and nothing needs to be changed on your side.
internal-change = Try again in a moment. If it stays, give your administrator the correlation ID below.
