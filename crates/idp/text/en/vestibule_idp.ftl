### What the identity provider says to people.

## On every page

back = Back
sign-out = Sign out

## Sign-in: account

account-title = Sign in
account-to-application = to continue to { $application }
account-to-my-apps = to continue to My Apps
account-label = User name
account-hint = Your user principal name, for example name@contoso.example.
account-next = Next
account-missing = Enter your user name.
account-malformed = Enter a user name of the form name@domain.

## Sign-in: password

password-title = Enter password
password-label = Password
password-sign-in = Sign in
password-missing = Enter your password.
password-incorrect = Your user name or password is incorrect. If you do not remember your password, ask your administrator to reset it.
password-locked = Too many attempts to sign in have failed. This account cannot be used for a while: try again in a few minutes, or ask your administrator.
password-again = { $application } asks you to prove who you are once more.

## Sign-in: a new password

change-title = Update your password
change-lead = You have to choose a password of your own because this is the first time that you sign in, or because an administrator has reset your password.
change-current-label = Current password
change-new-label = New password
change-new-hint = 8 to 256 characters out of at least three of these: lower-case letters, upper-case letters, digits, symbols.
change-confirm-label = Confirm new password
change-submit = Change password
change-mismatch = The two new passwords are not the same.
change-new-missing = Choose a new password.

## Sign-in: staying, picking, leaving

keep-title = Stay signed in?
keep-lead = Then you are not asked to sign in so often on this browser. Say no on a computer that other people use.
keep-yes = Yes
keep-no = No
picker-title = Pick an account
picker-use-another = Use another account
sign-out-title = Sign out
sign-out-lead = You will be signed out of { $accounts } on this browser. Applications that you have opened may stay open until you sign out of them.
signed-out-title = You signed out of your account
signed-out-lead = It is a good idea to close all windows of this browser.
signed-out-again = Sign in again
sign-out-asked-title = { $application } asks you to sign out
sign-out-asked-lead = { $application } does not say which session it means. You are signed in with { $accounts }; if you go on, you sign out of this browser and of the applications that you have used.
sign-out-telling = Your session is over. If nothing happens, press Continue.
sign-out-apps-title = You are being signed out
sign-out-apps-lead = Your session is over. The applications that you have used are being told; this takes a few seconds.
sign-out-frame = Sign-out at { $application }
sign-out-continue = Continue
sign-out-result-all = You are signed out of { $told } of { $all } applications that you have used. Close all windows of this browser as well.
sign-out-result-some = You are signed out of { $told } of { $all } applications that you have used. Sign out of the others with their buttons.
sign-out-answered = Signed out
sign-out-silent = No answer
sign-out-failed = The application could not sign you out
sign-out-without-address = Cannot be told from here: sign out there
sign-out-go = Sign out of { $application }
sign-out-back = Back to the application

## The answer to an application

answer-title = Signing you in to { $application }
answer-lead = You are being signed in to { $application }. If nothing happens, press Continue.
answer-refused-title = Back to { $application }
answer-refused-lead = { $application } is being told that this sign-in is not possible. If nothing happens, press Continue.
answer-continue = Continue

## My Apps

my-apps-title = My Apps
my-apps-search = Search apps
my-apps-search-submit = Search
my-apps-list = Apps
my-apps-found = Apps: { $count }
my-apps-empty = There is nothing here yet. Apps appear here when an administrator has assigned them to you.
my-apps-no-match = No app matches “{ $words }”.
my-apps-show-all = Show all apps

## Failures

failure-title = You cannot be signed in
failure-sign-out-title = You could not be signed out
failure-application = Application
failure-tenant = Organization
failure-account = Account
failure-request-id = Request id

## A refusal below a form

inline-title = Details for your administrator
inline-code = Code
inline-happened = What happened
inline-expected = Expected
inline-received = Received
inline-change = What to change
inline-correlation-id = Correlation id
inline-time = Time

aadsts-50003-happened = The application has no signing certificate that can be used, so nothing can be issued to it.
aadsts-50003-change = An administrator can create a certificate and make it active under SAML Certificates of the application.
aadsts-50006-happened = The signature of the application's request is not valid.
aadsts-50006-change = The administrator of the application has to sign requests with the key that belongs to the verification certificate stored here, or to store the right certificate.
aadsts-50007-happened = The application's messages are to be encrypted, and its certificate for that cannot be used.
aadsts-50007-change = An administrator can store the application's encryption certificate again.
aadsts-50011-happened = The reply URL in the request is not among those registered for the application.
aadsts-50011-change = If the application is at that address, an administrator can add it under Basic SAML Configuration > Reply URL (Assertion Consumer Service URL), exactly as the application sends it: every character counts. Reply URLs that are there stay.
aadsts-50034-happened = Your user name or password is incorrect.
aadsts-50034-change = Check how you typed both, or ask your administrator to reset your password.
aadsts-50053-happened = Too many attempts to sign in have failed, so this account cannot be used for a while.
aadsts-50053-change = Try again in a few minutes. If it was not you who tried, tell your administrator.
aadsts-50055-happened = Your password has to be changed before you can go on.
aadsts-50055-change = Start again and choose a new password when you are asked for it.
aadsts-50057-happened = Your account is disabled.
aadsts-50057-change = Ask your administrator to enable it again: Account status on your user's page.
aadsts-50058-happened = The application asked for a sign-in that shows no page, but nobody is signed in on this browser.
aadsts-50058-change = Sign in first, or let the application ask without IsPassive.
aadsts-50061-happened = The sign-out message does not belong to a sign-out that is under way.
aadsts-50061-change = Sign out again, at the application or in My Apps.
aadsts-50071-happened = The application's sign-out message is too old, or it comes from the future.
aadsts-50071-change = Sign out again. If it happens again, the administrator of the application should check its clock.
aadsts-50089-happened = This sign-in was left open for too long, or it was begun in another browser.
aadsts-50089-change = Start again from the application or from My Apps.
aadsts-50105-happened = The application is open to people who were assigned to it, and you are not one of them.
aadsts-50105-change = An administrator can assign you, or a group of which you are a direct member, under Users and groups of the application.
aadsts-50126-happened = Your user name or password is incorrect.
aadsts-50126-change = Check how you typed both, or ask your administrator to reset your password.
aadsts-50132-happened = Your session has ended.
aadsts-50132-change = Sign in again.
aadsts-50133-happened = Your session was ended because your password was changed, or because an administrator revoked it.
aadsts-50133-change = Sign in again.
aadsts-50140-happened = The sign-in stopped at the question whether to stay signed in.
aadsts-50140-change = Start again and answer the question.
aadsts-50146-happened = The application needs a signing key of its own and has none that is valid.
aadsts-50146-change = An administrator can create a certificate and make it active under SAML Certificates of the application.
aadsts-50196-happened = The application keeps asking for the same sign-in again and again, so it was stopped.
aadsts-50196-change = Close the application and wait a minute. If it happens again, its administrator should check whether it accepts what it is sent: its clock, its certificate and its reply URL.
aadsts-70001-happened = There is no such application in this organization, or it was deleted.
aadsts-70001-change = Ask the administrator of the application whether it is still offered. A deleted one can be restored for 30 days.
aadsts-75003-happened = The application asked for the answer by a way that is not offered.
aadsts-75003-change = The application has to ask for HTTP-POST in ProtocolBinding, or leave it out.
aadsts-75005-happened = What the application sent is not a valid SAML 2.0 sign-on request.
aadsts-75005-change = The administrator of the application has to correct the request. Its Login URL here takes AuthnRequest messages by HTTP-Redirect or HTTP-POST.
aadsts-75008-happened = The application's request is meant for another address.
aadsts-75008-change = The administrator of the application has to use the Login URL of this organization as the destination of requests.
aadsts-75011-happened = The application demands a way of signing in that does not match yours.
aadsts-75011-change = The administrator of the application can leave RequestedAuthnContext out, or ask for Password. With ForceAuthn a fresh sign-in is made.
aadsts-75016-happened = The application asked for a form of name identifier that is not offered.
aadsts-75016-change = The administrator of the application can choose persistent, emailAddress, unspecified or transient in NameIDPolicy, or leave it out.
aadsts-76021-happened = The application may only be used with signed requests, and this request is not signed as it should be.
aadsts-76021-change = The administrator of the application has to sign requests: by SigAlg and Signature in the address with HTTP-Redirect, inside the message with HTTP-POST. A start from My Apps is not possible.
aadsts-76026-happened = The application's request is too old, or it comes from the future.
aadsts-76026-change = Start again from the application. If it happens again, its administrator should check its clock.
aadsts-90002-happened = There is no organization of that name here.
aadsts-90002-change = Check the Login URL that the application uses. It contains the tenant's id or one of its verified domains.
aadsts-90015-happened = The request is too long.
aadsts-90015-change = The administrator of the application can make the request shorter, or send it by HTTP-POST.
aadsts-90019-happened = The request does not say to which organization it belongs.
aadsts-90019-change = Use the complete address: it ends with tenantId and the id of the tenant.
aadsts-90023-happened = The request is not valid.
aadsts-90023-change = Start again from the application. If it happens again, tell its administrator.
aadsts-90033-happened = The identity provider cannot do this right now.
aadsts-90033-change = Try again in a minute. If it happens again, tell your administrator the correlation id.
aadsts-120000-happened = The current password is incorrect.
aadsts-120000-change = Enter the password with which you signed in just now.
aadsts-120002-happened = The new password is too easy to guess.
aadsts-120002-change = Choose a longer or less common password.
aadsts-120003-happened = The new password contains a name.
aadsts-120003-change = Choose a password without your name and without your organization's.
aadsts-120018-happened = The new password does not meet the rules of your organization.
aadsts-120018-change = Choose another password.
aadsts-501241-happened = The identifier by which the application knows you would be empty.
aadsts-501241-change = An administrator has to fill the property that the Unique User Identifier (Name ID) is taken from.
aadsts-700016-happened = No application with that identifier is registered in this organization.
aadsts-700016-change = Compare the identifier that the application sends with Basic SAML Configuration > Identifier (Entity ID): every character counts, also the slash at the end. It may also be that the application uses the Login URL of another organization.
aadsts-750054-happened = The address was called without a SAML request.
aadsts-750054-change = Start from the application or from My Apps. A sign-on request is exactly one SAMLRequest parameter.
aadsts-750056-happened = The SAML message is not encoded as it should be.
aadsts-750056-change = The administrator of the application has to encode requests for HTTP-Redirect with DEFLATE, Base64 and URL encoding, in this order; for HTTP-POST with Base64 alone.
aadsts-900235-happened = The application compares ways of signing in by a method that is not offered.
aadsts-900235-change = The administrator of the application has to use Comparison="exact" in RequestedAuthnContext, or leave it out.
aadsts-900236-happened = The application's request contains something that must not be there.
aadsts-900236-change = The administrator of the application has to leave out the property that is named below.
aadsts-900561-happened = The address does not take requests of this kind.
aadsts-900561-change = Start again from the application or from My Apps. The Back button of the browser can lead here.
aadsts-900971-happened = No reply URL is registered for the application, so there is no address to answer to.
aadsts-900971-change = An administrator can enter the address under Basic SAML Configuration > Reply URL (Assertion Consumer Service URL).
aadsts-7000112-happened = The application is disabled for sign-in.
aadsts-7000112-change = An administrator can enable it under Properties of the application > Enabled for users to sign in.
aadsts-7500525-happened = The SAML message is not well-formed XML.
aadsts-7500525-change = The administrator of the application has to correct the message.
aadsts-7500529-happened = The id of the application's request is not valid.
aadsts-7500529-change = The administrator of the application has to send ids that begin with a letter or an underscore, for example _ and a GUID.

## Failures that are nobody's fault, and addresses that do not exist

unavailable-title = That did not work
unavailable-happened = The sign-in could not be completed because of a fault on our side.
unavailable-change = Try again in a few moments. If it happens again, tell your administrator the correlation id.
too-many-title = Too many refused messages
too-many-happened = Too many messages from your network address were refused within a short time.
too-many-change = Wait a few seconds and start again. If many people share your address, tell your administrator.
metadata-title = One application at a time
metadata-happened = Every application has signing keys of its own, so there is no federation metadata for the organization as a whole.
metadata-received = no appid
metadata-change = Add appid and the application's id to the address. The administrator finds it as App Federation Metadata Url.
