# Second factors, passkeys, sessions, single sign-on.

second-title = One more step
second-text = Your account asks for a second factor.
second-code = Code
second-code-hint = Six digits from your authenticator app, or a recovery code
second-recovery-hint = One of your recovery codes
second-back = Begin anew
second-setup-title = Set up a second factor
second-setup-text = { $organization } demands a second factor of everybody. Set up an authenticator app to go on.
second-setup-hint = Six digits that your authenticator app shows now

setup-scan = Scan this with an authenticator app on your phone.
setup-qr = QR code for the authenticator app
setup-type = Or type this secret into the app:
setup-copy-secret = Copy the secret
recovery-title = Recovery codes
recovery-text = Each lets you in once without the app. Keep them somewhere else; they are not shown again.
recovery-copy = Copy the recovery codes
recovery-new = New recovery codes
recovery-renew = New recovery codes
recovery-left = { $count ->
    [0] No recovery codes are left.
    [one] { $count } recovery code is left.
   *[other] { $count } recovery codes are left.
 }

step-up-title = Is it you?
step-up-text = What you are about to do is important, so please prove once more who you are.
step-up-confirm = Confirm

security-title = Security
security-lead = How you sign in, and where you are signed in.
security-demanded = { $organization } demands a second factor, so one has to stay.
authenticator-title = Authenticator app
authenticator-none = You have not set up an authenticator app. Whoever knows your password can sign in.
authenticator-since = Set up
authenticator-add = Set up an authenticator app
authenticator-replace = Set up another app
authenticator-remove = Remove
authenticator-added = The authenticator app is set up
authenticator-removed = The authenticator app was removed
passkeys-title = Passkeys
passkeys-none = With a passkey you sign in by finger, face or PIN, without a password.
passkeys-text = You sign in with these by finger, face or PIN, without a password.
passkeys-impossible = This browser has no passkeys for this address. They need https and a name, not a number.
passkey-add = Add a passkey
passkey-name = Name
passkey-name-hint = So that you know it again: “Laptop”, “Key ring”
passkey-rename = Rename
passkey-rename-label = Rename the passkey { $name }
passkey-remove = Remove
passkey-remove-label = Remove the passkey { $name }
passkey-added = The passkey was added
passkey-removed = The passkey was removed
passkey-added-at = Added
passkey-used-at = last used
passkey-use = Use a passkey
passkey-sign-in = Sign in with a passkey
sessions-title = Sessions
sessions-text = Here you are signed in. End what you do not know.
sessions-end-others = End all others
sessions-ended = { $count ->
    [0] There was nothing to end
    [one] The session has ended
   *[other] { $count } sessions have ended
 }
session-here = This one
session-since = since
session-seen = last used
session-end = End
session-end-label = End the session of { $browser }
agent-unknown = Unknown browser
sign-ins-title = Sign-ins
sign-ins-when = When
sign-ins-what = What
sign-ins-how = How
sign-ins-browser = Browser
sign-ins-address = Address

sign-in-method-password = Password
sign-in-method-password-code = Password and code
sign-in-method-password-recovery = Password and recovery code
sign-in-method-passkey = Passkey
sign-in-method-sso = Single sign-on
sign-in-method-sso-code = Single sign-on and code
sign-in-method-sso-recovery = Single sign-on and recovery code
sign-in-method-sso-passkey = Single sign-on and passkey
sign-in-method-command = Command line
sign-in-refusal-password = Wrong password
sign-in-refusal-code = Wrong code
sign-in-refusal-code-used = Code used before
sign-in-refusal-recovery = Wrong recovery code
sign-in-refusal-passkey = Passkey not accepted
sign-in-refusal-throttled = Too many tries
sign-in-refusal-passkey-unknown = Passkey that is not known here
sign-in-refusal-setup = Second factor set up elsewhere meanwhile
sign-in-refusal-inactive = Account deactivated, or organization suspended or closed
sign-in-refusal-token = API token, while the organization is suspended or closed
sign-in-refusal-sso-only = Password or passkey, where only single sign-on is allowed
sign-in-refusal-sso = Refused by single sign-on
sign-in-refusal-sso-unknown = Single sign-on is switched off
sign-in-refusal-sso-unreachable = The identity provider does not answer
sign-in-refusal-sso-provider = The identity provider's answer does not fit what is set up
sign-in-refusal-sso-denied = The identity provider did not let somebody in
sign-in-refusal-sso-token = The identity provider's answer is not valid
sign-in-refusal-sso-signature = The identity provider's answer is not signed by it
sign-in-refusal-sso-issuer = The answer is another identity provider's
sign-in-refusal-sso-audience = The identity provider's answer is for somebody else
sign-in-refusal-sso-nonce = The identity provider's answer belongs to another sign-in
sign-in-refusal-sso-code = The identity provider's code was used before or belongs to another sign-in
sign-in-refusal-sso-expired = The identity provider's answer has expired
sign-in-refusal-sso-clock = The identity provider's answer is from the future: a clock is wrong
sign-in-refusal-sso-email-missing = The identity provider tells no email address
sign-in-refusal-sso-email-unverified = The identity provider has not verified the email address
sign-in-refusal-sso-email-domain = Email address of a domain that is not let in
sign-in-refusal-sso-no-account = Nobody's account, and none is made
sign-in-refusal-sso-other-account = Email address of another organization's account
sign-in-refusal-sso-no-role = None of the groups has a role
sign-in-refusal-sso-over = Somebody came twice at once

action-session-ended = Session ended
action-factor-added = Factor added
action-factor-removed = Factor removed
action-factor-renamed = Factor renamed
action-recovery-renewed = New recovery codes
action-mfa-required-changed = Demand for second factors changed
action-sso-changed = Single sign-on changed
action-person-joined = Joined by single sign-on
action-role-given = Role given by single sign-on

column-method = How
column-reason = Reason
column-address = Address
column-agent = Browser
column-factor = Second factor
column-mfa = Second factor demanded
column-sessions = Sessions
column-slug = Sign-in name
column-issuer = Issuer
column-client = Client id
column-domains = Email domains
column-groups = Groups and roles
column-jit = Accounts at the first sign-in
column-only = Single sign-on only
column-enabled = In use
column-trusts-mfa = Provider asks for second factors
column-secret-set = New client secret

sign-in-settings-title = Sign-in settings
sign-in-settings-lead = How the people of your organization sign in.
mfa-title = Second factors
mfa-text = { $without ->
    [0] All { $people } people of your organization and below have a second factor.
    [one] One of { $people } people of your organization and below has no second factor.
   *[other] { $without } of { $people } people of your organization and below have no second factor.
 }
mfa-off = A second factor is each person's own choice.
mfa-on = A second factor is demanded of everybody. Who has none sets one up at the next sign-in.
mfa-above = { $organization } demands it of everybody below anyway.
mfa-demand = Demand a second factor of everybody
mfa-stop = Demand it no more
mfa-changed = The demand was changed

sso-name = Organization's sign-in name
sso-name-hint = For single sign-on; your administrator knows it
sso-sign-in = Sign in with single sign-on
sso-title = Single sign-on
sso-text = Your people sign in with your own identity provider by OpenID Connect.
sso-off = Single sign-on is not set up.
sso-address = Your people sign in here:
sso-redirect = Address to enter at the provider as the redirect address:
sso-slug = Sign-in name
sso-slug-hint = Part of the sign-in address: lower-case letters, digits and hyphens
sso-issuer = Issuer
sso-issuer-hint = The provider's address, as https://login.example.com/realm
sso-client-id = Client id
sso-client-secret = Client secret
sso-client-secret-hint = Leave empty to keep the present one
sso-domains = Email domains
sso-domains-hint = Only addresses of these domains are let in; separate them by blanks
sso-groups-claim = Claim with the groups
sso-groups-claim-hint = Empty when roles are given here and not by the provider
sso-group-roles = Groups and roles
sso-group-roles-hint = One a line: group = owner, license-admin, protection-manager, billing or read-only
sso-default-role = Role of those without such a group
sso-default-none = None: they are refused
sso-jit = Make accounts for new people at their first sign-in
sso-only = Allow single sign-on only; owners keep their passwords
sso-trusts-mfa = The provider asks for second factors, so none is asked for here
sso-enabled = People can sign in with it
sso-test = Test the provider
sso-test-good = The provider answers, and what it says fits.
sso-saved = Single sign-on was saved
sso-continue-title = To your identity provider
sso-continue = Go on to your identity provider

error-step-up = Please prove once more who you are.
error-sign-in-over = This took too long, or too many codes were wrong. Sign in again.
error-code-refused = The code is wrong or out of date. If this happens again, check that the clock of your phone is right.
error-code-late = This code was right some minutes ago. The clock of your phone is slow, or the code was typed too late.
error-code-used = This code has been used. Wait for the next one.
error-code-needed = Use a code of your authenticator app.
error-recovery-refused = This is none of your recovery codes, or it has been used.
error-setup-over = This took too long. Begin again.
error-factor-missing = There is no second factor to recover.
error-factor-demanded = Your organization demands a second factor. Add another one first.
error-factor-own-first = Set up a second factor for yourself first.
error-passkey-no-domain = Passkeys need an address with a name, not a number.
error-passkey-refused = The passkey was not accepted. Try again.
error-passkey-over = This took too long. Try again.
error-passkey-unknown = This passkey is not known here any more.
error-passkey-known = This passkey is in use already.
error-passkey-too-many = More passkeys are not possible. Remove one first.
error-passkey-none = The browser did not give a passkey.
error-sso-unknown = There is no single sign-on of this name.
error-sso-over = This sign-in took too long, was used already, or began in another browser. Begin again.
error-sso-unreachable = The identity provider does not answer.
error-sso-provider = The identity provider's answer does not fit what is set up here.
error-sso-denied = The identity provider did not let you in.
error-sso-token = The identity provider's answer is not valid for this sign-in.
error-sso-expired = The identity provider's answer has expired.
error-sso-clock = The clock of the identity provider or of this server is wrong.
error-sso-email-missing = The identity provider does not tell your email address.
error-sso-email-unverified = The identity provider has not verified your email address.
error-sso-email-domain = Your email address is not one that this organization lets in.
error-sso-no-account = You have no account here yet. Ask an owner of your organization for one.
error-sso-other-account = Your address has an account of another organization.
error-sso-no-role = None of your groups has a role here.
error-sso-only = Your organization allows single sign-on only.
error-sso-slug-invalid = Three to forty lower-case letters, digits and hyphens are possible.
error-sso-slug-taken = This sign-in name is taken.
error-sso-issuer-invalid = This is no address of a provider: it begins with https:// and has no question mark.
error-sso-issuer-local = Addresses of the own network are not possible here.
error-sso-client-missing = This is needed.
error-sso-domains-invalid = This is no list of domains.
error-sso-role-custom = A custom role cannot be given by single sign-on.
error-sso-owner-needed = Only who may make owners can change single sign-on: the provider says who signs in as whom, owners included.
error-sso-groups-invalid = Line { $line } is not “group = role”.
