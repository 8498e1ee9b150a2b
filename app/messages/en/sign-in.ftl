# Signing in.

sign-in-title = Sign in
sign-in-heading = Sign in to Seatkeeper
sign-in-text = Licenses, renewals and seats in one place.
sign-in-email = Email
sign-in-password = Password
sign-in-button = Sign in
sign-in-demo-title = Look around as
sign-in-demo-text = These people are made up. They exist only in this demonstration.

error-sign-in-refused = Email or password is wrong.
