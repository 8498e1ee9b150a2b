# Forgotten and changed passwords.

password-forgotten = Forgot your password?
password-reset-title = New password
password-reset-heading = Set a new password
password-reset-text = Type the address that you sign in with. You get a mail with a link.
password-reset-button = Send the link
password-reset-asked = If there is an account with this address, a mail with a link is on its way. The link works for one hour.
password-reset-asked-hint = No mail? Look into the folder for unwanted mails, and check the address.
password-reset-demo = To the mails of this demonstration
password-reset-back = Back to sign in
password-set-heading = Set a new password
password-set-button = Set password
password-set-done = Your password is set, and you are signed out everywhere.
password-set-sign-in = Sign in
password-set-again = Ask for a new link
password-change-title = Change password
password-change-heading = Change password
password-change-text = Your other browsers will be signed out.
password-change-button = Change password
password-change-done = Your password is changed. Your other browsers are signed out.
password-field-current = Current password
password-field-new = New password
password-field-hint = At least 12 characters. Several words are easy to keep in mind and hard to guess.

action-password-changed = Password changed
action-password-reset = Password set by mail
action-password-reset-asked = New password asked for

error-email-too-long = An address has at most { $max } characters.
error-email-look-alike = This address mixes letters that look alike from different alphabets. Type it again.
error-password-wrong = This is not your current password.
error-password-breached = This password, or the word it is made of, is on lists of stolen passwords that attackers try first. Take several words that do not belong together.
error-password-personal = The password contains “{ $word }”, which is easy to guess for you. Leave it out.
error-link-invalid = This link does not work any more: it was used, or it is too old. Ask for a new one.
error-mail-not-set-up = This portal cannot send mails. Ask the owner of your organization for help.
