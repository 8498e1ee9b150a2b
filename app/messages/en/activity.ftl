# The activity: what is logged besides changes of licenses and customers.

action-signed-in = Signed in
action-signed-out = Signed out
action-sign-in-refused = Sign-in refused
action-refused = Refused
column-endpoint = Where
column-policy = Needed right
